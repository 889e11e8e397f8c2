import type Database from 'better-sqlite3';
import { checkpointThread } from './checkpoint-thread.ts';

/** After so many changed rows the log is moved into the database; some ten megabytes of it. */
const CHANGES_PER_CHECKPOINT = 4000;

/** From so many pages on SQLite moves the log by itself, which is what is left of it where the thread falls behind. */
const PAGES_IN_LOG = 8000;

/** Keeps the write-ahead log of a served database short, without a commit that waits for it. */
export class Checkpoints {
  readonly #thread;
  #rows = 0;
  #isMoving = false;

  /** @param path of the database. */
  constructor(path: string) {
    this.#thread = checkpointThread(path);
  }

  /** To be told of every commit. @param rows how many it has changed. */
  committed(rows: number): void {
    this.#rows += rows;
    if (this.#isMoving || this.#rows < CHANGES_PER_CHECKPOINT) return;
    this.#rows = 0;
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

/** Has a connection that commits leave the log to the thread. */
export function leaveLogToThread(database: Database.Database): void {
  database.pragma(`wal_autocheckpoint = ${PAGES_IN_LOG}`);
}
