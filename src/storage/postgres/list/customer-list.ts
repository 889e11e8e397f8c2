import { COUNTED_MATCHES, type CustomerListQuery, type CustomerPage } from '../../../domain/store.ts';
import { CUSTOMER_COLUMNS, type CustomerRow, readCustomer } from '../customer-row.ts';
import { findByNumbers } from '../customer-table.ts';
import type { Queryable } from '../database.ts';
import { type TenantScope, tenantParams } from '../tenant-scope.ts';
import { type Filter, filtersOf, type Take } from './customer-filters.ts';

/** Nobody is ever removed and their numbers have no gap, so neither the total nor a deep offset reads what it passes. */
const EVERYBODY = `SELECT t.customers AS total, c.*
  FROM tenants t LEFT JOIN LATERAL (
    SELECT ${CUSTOMER_COLUMNS} FROM customers
    WHERE merchant = $1 AND livemode = $2 AND number <= t.customers - $4::bigint
    ORDER BY number DESC LIMIT $3) c ON true
  WHERE t.merchant = $1 AND t.livemode = $2 ORDER BY c.number DESC`;

/** Lists customers, the newest first. */
export async function selectCustomers(
  database: Queryable,
  scope: TenantScope,
  query: CustomerListQuery,
): Promise<CustomerPage> {
  const filters = filtersOf(query);
  return filters.length === 0
    ? listEverybody(database, scope, query)
    : new FilteredList(database, scope, query).page(filters);
}

async function listEverybody(
  database: Queryable,
  scope: TenantScope,
  { limit, offset }: CustomerListQuery,
): Promise<CustomerPage> {
  const rows = await database.query<CustomerRow & { total: number }>(EVERYBODY, [
    ...tenantParams(scope),
    limit,
    offset,
  ]);
  const [first] = rows;
  if (!first) throw new Error('There is no such merchant in this database.');
  const items = first.number === null ? [] : rows.map((row) => readCustomer(scope, row));
  return { items, total: first.total, hasMore: offset + items.length < first.total };
}

class FilteredList {
  readonly #database: Queryable;
  readonly #key: TenantScope;
  readonly #query: CustomerListQuery;

  constructor(database: Queryable, scope: TenantScope, query: CustomerListQuery) {
    this.#database = database;
    this.#key = scope;
    this.#query = query;
  }

  /** A filter with few matches leads, and the others are asked about each of those; then the total is known. */
  async page(filters: readonly Filter[]): Promise<CustomerPage> {
    const { offset, limit } = this.#query;
    for (const leading of filters) {
      const found = await this.#numbers((take) => `${leading.select(take)} LIMIT ${COUNTED_MATCHES + 1}`);
      if (found.length > COUNTED_MATCHES) continue;
      const numbers = await this.#among(
        found,
        filters.filter((filter) => filter !== leading),
      );
      numbers.sort((a, b) => b - a);
      return { ...(await this.#cut(numbers.slice(offset, offset + limit + 1))), total: numbers.length };
    }
    const numbers = await this.#numbers(
      (take) =>
        `${matching(filters, take)} ORDER BY c.number DESC LIMIT ${limit + 1} OFFSET ${take(offset)}::bigint`,
    );
    return this.#cut(numbers);
  }

  async #among(found: number[], others: readonly Filter[]): Promise<number[]> {
    if (others.length === 0 || found.length === 0) return found;
    return this.#numbers((take) => `${matching(others, take)} AND c.number = ANY (${take(found)}::bigint[])`);
  }

  /** @param numbers of a page and, if there is one, of the customer after it. */
  async #cut(numbers: readonly number[]): Promise<Omit<CustomerPage, 'total'>> {
    const { limit } = this.#query;
    const items = await findByNumbers(this.#database, this.#key, numbers.slice(0, limit));
    return { items, hasMore: numbers.length > limit };
  }

  async #numbers(write: (take: Take) => string): Promise<number[]> {
    const values: unknown[] = tenantParams(this.#key);
    const sql = write((value) => `$${values.push(value)}`);
    const rows = await this.#database.query<{ number: number }>(sql, values);
    return rows.map(({ number }) => number);
  }
}

function matching(filters: readonly Filter[], take: Take): string {
  const conditions = filters.map(({ condition }) => condition(take));
  return `SELECT c.number FROM customers c WHERE c.merchant = $1 AND c.livemode = $2 AND ${conditions.join(' AND ')}`;
}
