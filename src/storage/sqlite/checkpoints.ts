import type Database from 'better-sqlite3';
import { checkpointThread } from './checkpoint-thread.ts';
import { servedFile } from './open/open-again.ts';

/** The number of changed rows after which a checkpoint runs. They fill some ten megabytes of the WAL. */
const CHANGES_PER_CHECKPOINT = 4000;

/** The size of the WAL, in pages, from which SQLite runs checkpoints itself, in case the thread is too slow. */
const MAX_WAL_PAGES = 8000;

/** Runs the WAL checkpoints of a served database in their own thread, so that no commit waits for them. */
export class Checkpoints {
  readonly #thread;
  #changedRows = 0;
  #isRunning = false;

  /** @param path of a database file that this process has just opened. */
  constructor(path: string) {
    this.#thread = checkpointThread(servedFile(path));
  }

  /** The store calls it after each commit. @param rows the number of rows that the commit changed. */
  committed(rows: number): void {
    this.#changedRows += rows;
    if (this.#isRunning || this.#changedRows < CHANGES_PER_CHECKPOINT) return;
    this.#changedRows = 0;
    this.#isRunning = true;
    const end = () => {
      this.#isRunning = false;
    };
    // If a checkpoint fails, the pages stay in the WAL, where they are as durable.
    this.#thread.request('checkpoint').then(end, end);
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}

/** Configures a connection that commits to leave checkpoints to the thread. */
export function leaveLogToThread(database: Database.Database): void {
  database.pragma(`wal_autocheckpoint = ${MAX_WAL_PAGES}`);
}
