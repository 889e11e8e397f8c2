import type { Customer, CustomerFields, HeldReference } from '../../domain/customer.ts';
import type { TenantScope } from './tenant-scope.ts';

/** A customer as it was read, with the number that other tables refer to. */
export interface StoredCustomer extends Customer {
  readonly number: number;
}

/** The columns that a customer is read from. */
export const CUSTOMER_COLUMNS = 'number, id, fields, held_references, version, created_at, updated_at';

/**
 * Builds the query for the customer of a reference. OFFSET 0 makes PostgreSQL look up the external id first: a plan that
 * begins with the source, of which there are few, would search all its customers.
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
