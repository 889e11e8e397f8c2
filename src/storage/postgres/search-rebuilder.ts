import { PHONE_MARK } from '../../domain/lists/search-terms.ts';
import { CUSTOMER_COLUMNS, type CustomerRow } from './customer-row.ts';
import type { Database, Queryable } from './database.ts';
import { SEARCH_PART, searchRow } from './save-changes.ts';
import { type TenantScope, tenantParams } from './tenant-scope.ts';

/** The condition of a search entry that an earlier release wrote. The index `customer_search_outdated` has the same one. */
export const IS_OUTDATED = `strpos(text, chr(${PHONE_MARK.charCodeAt(0)})) = 0`;

/** The number of entries per transaction. A write to one of these customers waits for the end of that transaction. */
const ENTRIES_PER_TRANSACTION = 200;

/** The time between two checks, in milliseconds. In a rolling upgrade, a server of an earlier release writes entries too. */
const CHECK_EVERY_MS = 60_000;

/** SKIP LOCKED, so that this never waits for a write while it holds locks: two rebuilders or a write cannot deadlock. */
const LOCK = `SELECT customer FROM customer_search WHERE merchant = $1 AND livemode = $2 AND ${IS_OUTDATED}
  ORDER BY customer LIMIT ${ENTRIES_PER_TRANSACTION} FOR UPDATE SKIP LOCKED`;

/** A statement of its own, after the locks, so that it reads the latest committed state of each customer. */
const READ = `SELECT ${CUSTOMER_COLUMNS} FROM customers
  WHERE merchant = $1 AND livemode = $2 AND number = ANY ($3::bigint[])`;

const { columns } = SEARCH_PART;

const UPDATE = `UPDATE customer_search s SET text = x.text, beginnings = x.beginnings
  FROM json_to_recordset($3) AS x (${Object.entries(columns).map(([name, type]) => `${name} ${type}`)})
  WHERE s.merchant = $1 AND s.livemode = $2 AND s.customer = x.customer`;

/**
 * Rebuilds the search entries of earlier releases while the database is served, in short transactions. Until then a
 * search finds these customers by the rules of the release that wrote them.
 *
 *     waiting     the timer of a check runs    → rebuilding  after CHECK_EVERY_MS, and at the start
 *     rebuilding  a transaction after another  → waiting     when no entry is outdated, or after an error
 *     stopped     final, from every state, after the current transaction
 */
export class SearchRebuilder {
  readonly #database: Database;
  #running: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(database: Database) {
    this.#database = database;
  }

  start(): void {
    this.#running = this.#rebuild()
      .catch(() => {}) // The next check repeats it. An unreachable database is reported by the requests that need it.
      .then(() => {
        if (!this.#isStopped) this.#timer = setTimeout(() => this.start(), CHECK_EVERY_MS).unref();
      });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #rebuild(): Promise<void> {
    const tenants = await this.#database.query<{ merchant: string; livemode: boolean }>(
      `SELECT DISTINCT merchant, livemode FROM customer_search WHERE ${IS_OUTDATED}`,
    );
    for (const { merchant, livemode } of tenants) {
      const scope = { merchantId: merchant, livemode };
      while (!this.#isStopped && (await this.#database.transaction((within) => rebuildSome(within, scope))));
    }
  }
}

/** @returns whether it rebuilt any entry. */
async function rebuildSome(database: Queryable, scope: TenantScope): Promise<boolean> {
  const locked = await database.query<{ customer: number }>(LOCK, tenantParams(scope));
  if (locked.length === 0) return false;
  const numbers = locked.map(({ customer }) => customer);
  const customers = await database.query<CustomerRow>(READ, [...tenantParams(scope), numbers]);
  const entries = customers.map(({ number, fields, held_references: references }) =>
    searchRow(number, { fields, references }),
  );
  await database.query(UPDATE, [...tenantParams(scope), JSON.stringify(entries)]);
  return entries.length > 0;
}
