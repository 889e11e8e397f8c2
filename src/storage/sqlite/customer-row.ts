import type { Customer, CustomerFields, HeldReference } from '../../domain/customer.ts';

/** The columns that any write changes, in the order of `changingValues`. */
export const CHANGING_COLUMNS = ['fields', 'held_references', 'last_event', 'version', 'updated_at'];

export interface CustomerRow {
  readonly row: number;
  readonly id: string;
  readonly fields: string;
  readonly held_references: string;
  readonly last_event: number;
  readonly version: number;
  readonly created_at: number;
  readonly updated_at: number;
}

/** @param lastEvent the row of the newest event about the customer. */
export function changingValues(customer: Customer, lastEvent: number): (string | number)[] {
  const { fields, references, version, updatedAt } = customer;
  return [JSON.stringify(fields), JSON.stringify(references), lastEvent, version, updatedAt];
}

export function readFields({ fields }: CustomerRow): CustomerFields {
  return JSON.parse(fields);
}

export function readReferences({ held_references }: CustomerRow): HeldReference[] {
  return JSON.parse(held_references);
}
