import type Database from 'better-sqlite3';
import { checkpointThread } from './checkpoint-thread.ts';

/** After so many changed rows the log is moved into the database; some ten megabytes of it. */
const CHANGES_PER_CHECKPOINT = 4000;

/** From so many pages on SQLite moves the log by itself, which is what is left of it where the thread falls behind. */
const PAGES_IN_LOG = 8000;

/** Keeps the write-ahead log of a served database short, without a commit that waits for it. */
export class Checkpoints {
  readonly #thread;
  readonly #changes;
  #movedAt = 0;
  #isMoving = false;

  constructor(database: Database.Database) {
    database.pragma(`wal_autocheckpoint = ${PAGES_IN_LOG}`);
    this.#thread = checkpointThread(database.name);
    this.#changes = database.prepare<[], number>('SELECT total_changes()').pluck();
  }

  /** To be told of every commit. */
  committed(): void {
    if (this.#isMoving) return;
    const changes = this.#changes.get() ?? 0;
    if (changes - this.#movedAt < CHANGES_PER_CHECKPOINT) return;
    this.#movedAt = changes;
    this.#isMoving = true;
    const moved = () => {
      this.#isMoving = false;
    };
    // What could not be moved now stays in the log, where it is as safe.
    this.#thread.ask('checkpoint').then(moved, moved);
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
