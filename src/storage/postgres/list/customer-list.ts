import { listCursorMissing } from '../../../domain/lists/cursor-page.ts';
import { COUNTED_MATCHES, type CustomerListQuery, type CustomerPage } from '../../../domain/store/store.ts';
import { CUSTOMER_COLUMNS, type CustomerRow, readCustomer } from '../customer-row.ts';
import { findByNumbers, findCustomer } from '../customer-table.ts';
import type { Queryable } from '../database.ts';
import { type TenantScope, tenantParams } from '../tenant-scope.ts';
import { type AddParameter, type Filter, filtersOf } from './customer-filters.ts';

/** Customers are never removed and their numbers have no gaps, so a total or a deep offset needs no scan. */
const UNFILTERED = `SELECT t.customers AS total, c.*
  FROM tenants t LEFT JOIN LATERAL (
    SELECT ${CUSTOMER_COLUMNS} FROM customers
    WHERE merchant = $1 AND livemode = $2 AND number <= least(t.customers, $5::bigint - 1) - $4::bigint
    ORDER BY number DESC LIMIT $3) c ON true
  WHERE t.merchant = $1 AND t.livemode = $2 ORDER BY c.number DESC`;

/** Lists customers, the newest first. */
export async function selectCustomers(
  database: Queryable,
  scope: TenantScope,
  query: CustomerListQuery,
): Promise<CustomerPage> {
  const filters = filtersOf(query);
  const before = query.after === undefined ? undefined : await numberOf(database, scope, query.after);
  return filters.length === 0
    ? listUnfiltered(database, scope, { ...query, before })
    : new FilteredList(database, scope, { ...query, before }).page(filters);
}

/** A query with the number of the customer that precedes the page. */
type NumberedQuery = CustomerListQuery & { readonly before: number | undefined };

async function numberOf(database: Queryable, scope: TenantScope, id: string): Promise<number> {
  const found = await findCustomer(database, scope, id);
  if (!found) throw listCursorMissing();
  return found.number;
}

async function listUnfiltered(
  database: Queryable,
  scope: TenantScope,
  { limit, offset, before }: NumberedQuery,
): Promise<CustomerPage> {
  const rows = await database.query<CustomerRow & { total: number }>(UNFILTERED, [
    ...tenantParams(scope),
    limit,
    offset,
    before ?? null,
  ]);
  const [first] = rows;
  if (!first) throw new Error('There is no such merchant in this database.');
  const items = first.number === null ? [] : rows.map((row) => readCustomer(scope, row));
  return { items, total: first.total, hasMore: (rows.at(-1)?.number ?? 1) > 1 };
}

class FilteredList {
  readonly #database: Queryable;
  readonly #scope: TenantScope;
  readonly #query: NumberedQuery;

  constructor(database: Queryable, scope: TenantScope, query: NumberedQuery) {
    this.#database = database;
    this.#scope = scope;
    this.#query = query;
  }

  /**
   * If a filter has few matches, checks the other filters on each of them; then the total is known. Else PostgreSQL
   * chooses how to find the page.
   */
  async page(filters: readonly Filter[]): Promise<CustomerPage> {
    const { offset, limit, before = Number.MAX_SAFE_INTEGER } = this.#query;
    for (const leading of filters) {
      const found = await this.#numbers((param) => `${leading.select(param)} LIMIT ${COUNTED_MATCHES + 1}`);
      if (found.length > COUNTED_MATCHES) continue;
      const numbers = await this.#among(
        found,
        filters.filter((filter) => filter !== leading),
      );
      const older = numbers.filter((number) => number < before).sort((a, b) => b - a);
      return { ...(await this.#cut(older.slice(offset, offset + limit + 1))), total: numbers.length };
    }
    const numbers = await this.#numbers(
      (param) =>
        `${matching(filters, param)} AND c.number < ${param(before)}::bigint ORDER BY c.number DESC LIMIT ${limit + 1} OFFSET ${param(offset)}::bigint`,
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
