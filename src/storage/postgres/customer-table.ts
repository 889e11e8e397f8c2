import type { Customer, Reference } from '../../domain/customer.ts';
import {
  CUSTOMER_COLUMNS,
  type CustomerRow,
  readCustomer,
  referenced,
  type StoredCustomer,
} from './customer-row.ts';
import type { Queryable } from './database.ts';
import { asUuid, type TenantScope, tenantParams } from './tenant-scope.ts';

const BY_ID = `SELECT ${CUSTOMER_COLUMNS} FROM customers WHERE merchant = $1 AND livemode = $2 AND id = $3`;

const BY_REFERENCE = `SELECT ${CUSTOMER_COLUMNS} FROM customers
  WHERE merchant = $1 AND livemode = $2 AND number = (${referenced('$3', '$4')})`;

const BY_NUMBERS = `SELECT ${CUSTOMER_COLUMNS} FROM customers
  WHERE merchant = $1 AND livemode = $2 AND number = ANY ($3::bigint[]) ORDER BY number DESC`;

export async function findCustomer(
  database: Queryable,
  scope: TenantScope,
  id: string,
): Promise<StoredCustomer | undefined> {
  const [row] = await database.query<CustomerRow>(BY_ID, [...tenantParams(scope), asUuid(id)]);
  return row && readCustomer(scope, row);
}

export async function findByReference(
  database: Queryable,
  scope: TenantScope,
  { source, externalId }: Reference,
): Promise<Customer | undefined> {
  const [row] = await database.query<CustomerRow>(BY_REFERENCE, [...tenantParams(scope), externalId, source]);
  return row && readCustomer(scope, row);
}

/** Returns customers by their numbers, the newest first. */
export async function findByNumbers(
  database: Queryable,
  scope: TenantScope,
  numbers: readonly number[],
): Promise<Customer[]> {
  if (numbers.length === 0) return [];
  const rows = await database.query<CustomerRow>(BY_NUMBERS, [...tenantParams(scope), numbers]);
  return rows.map((row) => readCustomer(scope, row));
}
