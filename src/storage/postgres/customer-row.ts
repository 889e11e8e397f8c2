import type { Customer, CustomerFields, HeldReference } from '../../domain/customer.ts';
import type { TenantScope } from './tenant-scope.ts';

/** A customer as it was read, with what the other tables know it by. */
export interface StoredCustomer extends Customer {
  readonly number: number;
}

/** What is read of a customer. */
export const CUSTOMER_COLUMNS = 'number, id, fields, held_references, version, created_at, updated_at';

/**
 * Selects the customer that a reference names. By its id first, behind a fence: a plan that begins with the source, of
 * which there are few, looks through all customers of it.
 */
export function referenced(externalId: string, source: string): string {
  return `SELECT customer FROM (
      SELECT customer, source FROM customer_references
      WHERE merchant = $1 AND livemode = $2 AND external_id = ${externalId} OFFSET 0) named
    WHERE source = ${source}`;
}

export interface CustomerRow {
  readonly number: number;
  readonly id: string;
  readonly fields: CustomerFields;
  readonly held_references: HeldReference[];
  readonly version: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export function readCustomer({ merchantId }: TenantScope, row: CustomerRow): StoredCustomer {
  return {
    number: row.number,
    id: row.id,
    merchantId,
    fields: row.fields,
    references: row.held_references,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
