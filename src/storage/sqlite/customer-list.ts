import type Database from 'better-sqlite3';
import { COUNTED_MATCHES, type CustomerPage, type CustomerQuery } from '../../domain/store.ts';
import { type Filter, filtersOf, filterValues } from './customer-filters.ts';
import type { CustomerTable } from './customer-table.ts';
import type { TenantKey } from './tenant-keys.ts';

/** Lists customers, the newest first. */
export class CustomerList {
  readonly #database: Database.Database;
  readonly #table: CustomerTable;
  readonly #total;
  readonly #pageByNumber;

  constructor(database: Database.Database, table: CustomerTable) {
    this.#database = database;
    this.#table = table;
    this.#total = database
      .prepare<unknown[], number>('SELECT customers FROM tenants WHERE merchant = ? AND livemode = ?')
      .pluck();
    this.#pageByNumber = database
      .prepare<unknown[], number>(
        `SELECT row FROM customers WHERE merchant = ? AND livemode = ? AND number <= ?
         ORDER BY number DESC LIMIT ?`,
      )
      .pluck();
  }

  page(key: TenantKey, query: CustomerQuery): CustomerPage {
    const [leading, ...others] = filtersOf(query);
    return leading ? this.#filtered(key, query, leading, others) : this.#everybody(key, query);
  }

  /** Nobody is ever removed and `number` has no gap, so neither the total nor a deep offset reads what it passes. */
  #everybody(key: TenantKey, { limit, offset }: CustomerQuery): CustomerPage {
    const total = this.#total.get(key.merchant, key.livemode) ?? 0;
    const rows = this.#pageByNumber.all(key.merchant, key.livemode, total - offset, limit);
    return { items: this.#load(key, rows), total, hasMore: offset + rows.length < total };
  }

  #filtered(key: TenantKey, query: CustomerQuery, leading: Filter, others: readonly Filter[]): CustomerPage {
    const values = { ...filterValues(key, query), counted: COUNTED_MATCHES + 1, oneMore: query.limit + 1 };
    const conditions = others.map(({ condition }) => ` AND ${condition}`).join('');
    const matching = (candidates: string) =>
      `SELECT d.row FROM (${candidates}) d CROSS JOIN customers c ON c.row = d.row
       WHERE c.merchant = @merchant AND c.livemode = @livemode${conditions}`;

    const counting = `SELECT count(*) FROM (${matching(leading.candidates)} LIMIT @counted)`;
    const [matches = 0] = this.#numbers(counting, values);
    const isCounted = matches <= COUNTED_MATCHES;
    const candidates = (!isCounted && leading.walk) || leading.candidates;
    const newest = `${matching(candidates)} ORDER BY d.row DESC LIMIT @oneMore OFFSET @offset`;
    const rows = this.#numbers(newest, values);
    return {
      items: this.#load(key, rows.slice(0, query.limit)),
      ...(isCounted && { total: matches }),
      hasMore: rows.length > query.limit,
    };
  }

  #numbers(sql: string, values: Record<string, unknown>): number[] {
    return this.#database.prepare<unknown[], number>(sql).pluck().all(values);
  }

  #load(key: TenantKey, rows: readonly number[]) {
    return rows.flatMap((row) => this.#table.findByRow(key, row) ?? []);
  }
}
