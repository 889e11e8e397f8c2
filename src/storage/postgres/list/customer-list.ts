import { COUNTED_MATCHES, type CustomerListQuery, type CustomerPage } from '../../../domain/store.ts';
import { CUSTOMER_COLUMNS, type CustomerRow, readCustomer } from '../customer-row.ts';
import { findByNumbers } from '../customer-table.ts';
import type { Queryable } from '../database.ts';
import { type TenantScope, tenantParams } from '../tenant-scope.ts';
import { type AddParameter, type Filter, filtersOf } from './customer-filters.ts';

/** Customers are never removed and their numbers have no gaps, so a total or a deep offset needs no scan. */
const UNFILTERED = `SELECT t.customers AS total, c.*
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
    ? listUnfiltered(database, scope, query)
    : new FilteredList(database, scope, query).page(filters);
}

async function listUnfiltered(
  database: Queryable,
  scope: TenantScope,
  { limit, offset }: CustomerListQuery,
): Promise<CustomerPage> {
  const rows = await database.query<CustomerRow & { total: number }>(UNFILTERED, [
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
  readonly #scope: TenantScope;
  readonly #query: CustomerListQuery;

  constructor(database: Queryable, scope: TenantScope, query: CustomerListQuery) {
    this.#database = database;
    this.#scope = scope;
    this.#query = query;
  }

  /**
   * If a filter has few matches, checks the other filters on each of them; then the total is known. Else PostgreSQL
   * chooses how to find the page.
   */
  async page(filters: readonly Filter[]): Promise<CustomerPage> {
    const { offset, limit } = this.#query;
    for (const leading of filters) {
      const found = await this.#numbers((param) => `${leading.select(param)} LIMIT ${COUNTED_MATCHES + 1}`);
      if (found.length > COUNTED_MATCHES) continue;
      const numbers = await this.#among(
        found,
        filters.filter((filter) => filter !== leading),
      );
      numbers.sort((a, b) => b - a);
      return { ...(await this.#cut(numbers.slice(offset, offset + limit + 1))), total: numbers.length };
    }
    const numbers = await this.#numbers(
      (param) =>
        `${matching(filters, param)} ORDER BY c.number DESC LIMIT ${limit + 1} OFFSET ${param(offset)}::bigint`,
    );
    return this.#cut(numbers);
  }

  async #among(found: number[], others: readonly Filter[]): Promise<number[]> {
    if (others.length === 0 || found.length === 0) return found;
    return this.#numbers(
      (param) => `${matching(others, param)} AND c.number = ANY (${param(found)}::bigint[])`,
    );
  }

  /** Loads a page. @param numbers of its customers, and of the next customer if there is one. */
  async #cut(numbers: readonly number[]): Promise<Omit<CustomerPage, 'total'>> {
    const { limit } = this.#query;
    const items = await findByNumbers(this.#database, this.#scope, numbers.slice(0, limit));
    return { items, hasMore: numbers.length > limit };
  }

  async #numbers(write: (param: AddParameter) => string): Promise<number[]> {
    const values: unknown[] = tenantParams(this.#scope);
    const sql = write((value) => `$${values.push(value)}`);
    const rows = await this.#database.query<{ number: number }>(sql, values);
    return rows.map(({ number }) => number);
  }
}

function matching(filters: readonly Filter[], param: AddParameter): string {
  const conditions = filters.map(({ condition }) => condition(param));
  return `SELECT c.number FROM customers c WHERE c.merchant = $1 AND c.livemode = $2 AND ${conditions.join(' AND ')}`;
}
