import type pg from 'pg';
import { isConflict } from './errors.ts';

/** Runs statements: each in its own transaction, or all in one. */
export interface Queryable {
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** The number of attempts of a statement or transaction that conflicts with another writer. */
const MAX_ATTEMPTS = 5;

/**
 * A pool of connections. It uses no named statements and no session state, so that a pooler can run each statement or
 * transaction on another connection.
 */
export class Database implements Queryable {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    // The pool removes an idle connection that breaks, and later opens another one.
    pool.on('error', ignore);
  }

  /** Runs one statement in its own transaction, and again if it conflicts with another writer. */
  query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return retryConflicts(async () => (await this.#pool.query<Row>(sql, [...values])).rows);
  }

  /** Runs several statements in one transaction, and all of `work` again if it conflicts with another writer. */
  transaction<T>(work: (within: Queryable) => Promise<T>): Promise<T> {
    return retryConflicts(() => this.#runTransaction(work));
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #runTransaction<T>(work: (within: Queryable) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    // Without a listener, a connection that is lost between two statements would crash the process. The next statement
    // fails in any case.
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
      // Closes the connection with its transaction, because its state is unknown.
      client.release(true);
      throw error;
    }
  }
}

function ignore(): void {}

async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isConflict(error) || attempt === MAX_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
    }
  }
}
