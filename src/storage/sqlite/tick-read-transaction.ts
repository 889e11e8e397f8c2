import type Database from 'better-sqlite3';

/**
 * Lets all that is read in one turn of the event loop share a transaction, because to begin and end one takes longer than
 * to look a customer up. It ends with the turn, or when a write is about to begin.
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

  /** Before a read. */
  begin(): void {
    if (this.#isOpen) return;
    this.#begin.run();
    this.#isOpen = true;
    setImmediate(() => this.end());
  }

  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    // A damaged page, for one, has ended it by itself, or has it fail once more.
    if (!this.#database.inTransaction) return;
    try {
      this.#commit.run();
    } catch {
      if (this.#database.inTransaction) this.#rollback.run();
    }
  }
}
