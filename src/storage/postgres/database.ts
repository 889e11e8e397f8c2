import type pg from 'pg';
import { isConflict } from './driver-error.ts';

/** Where statements can be run: each by itself, or all of one transaction. */
export interface Queryable {
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** How often what met with another writer is tried again. */
const MOST_CONFLICTS = 5;

/**
 * A pool of connections. Statements have no name, and nothing is set or held beyond a transaction, so that every
 * statement or transaction may run on another connection of a pooler.
 */
export class Database implements Queryable {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    // An idle connection that breaks is taken out of the pool; who needs one next gets another.
    pool.on('error', ignore);
  }

  /** One statement in a transaction of its own; tried again when it met with another writer. */
  query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return retryConflicts(async () => (await this.#pool.query<Row>(sql, [...values])).rows);
  }

  /** Several statements, all or none; all of `work` is done again when it met with another writer. */
  transaction<T>(work: (within: Queryable) => Promise<T>): Promise<T> {
    return retryConflicts(() => this.#transact(work));
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #transact<T>(work: (within: Queryable) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    // A connection that is lost between two statements says so to nobody but us; the next statement fails then.
    client.on('error', ignore);
    try {
      await client.query('BEGIN');
      const result = await work({
        query: async <Row extends object>(sql: string, values: readonly unknown[] = []) =>
          (await client.query<Row>(sql, [...values])).rows,
      });
      await client.query('COMMIT');
      client.off('error', ignore);
      client.release();
      return result;
    } catch (error) {
      // The connection goes with its transaction: what state it is in is not worth finding out.
      client.release(true);
      throw error;
    }
  }
}

function ignore(): void {}

async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isConflict(error) || tried === MOST_CONFLICTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** tried));
    }
  }
}
