import type Database from 'better-sqlite3';

/**
 * A read transaction that all reads of one tick of the event loop share, because beginning and ending a transaction takes
 * longer than finding a customer. It ends with the tick, or before a write begins.
 */
export class TickReadTransaction {
  readonly #database: Database.Database;
  readonly #begin;
  readonly #commit;
  readonly #rollback;
  #isOpen = false;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#begin = database.prepare('BEGIN');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
  }

  /** Begins the transaction unless it is open; called before each read. */
  begin(): void {
    if (this.#isOpen) return;
    this.#begin.run();
    this.#isOpen = true;
    setImmediate(() => this.end());
  }

  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    // An error, such as a damaged page, may have ended the transaction, or may make the commit fail too.
    if (!this.#database.inTransaction) return;
    try {
      this.#commit.run();
    } catch {
      if (this.#database.inTransaction) this.#rollback.run();
    }
  }
}
