import type Database from 'better-sqlite3';
import { checkpointThread } from './checkpoint-thread.ts';
import { servedFile } from './open/open-again.ts';

/** The number of changed rows after which a checkpoint runs. They fill some ten megabytes of the WAL. */
const CHANGES_PER_CHECKPOINT = 4000;

/** The size of the WAL, in pages, from which SQLite runs checkpoints itself, in case the thread is too slow. */
const MAX_WAL_PAGES = 8000;

/** If a checkpoint leaves more pages than this in the WAL, a reader has prevented it, and another one follows. */
const MAX_LEFT_PAGES = 1000;
const RETRY_MS = 2000;

/** Runs the WAL checkpoints of a served database in their own thread, so that no commit waits for them. */
export class Checkpoints {
  readonly #thread;
  #changedRows = 0;
  #isRunning = false;
  #isClosed = false;
  #retry: NodeJS.Timeout | undefined;

  /** @param path of a database file that this process has just opened. */
  constructor(path: string) {
    this.#thread = checkpointThread(servedFile(path));
  }

  /** The store calls it after each commit. @param rows the number of rows that the commit changed. */
  committed(rows: number): void {
    this.#changedRows += rows;
    if (this.#changedRows >= CHANGES_PER_CHECKPOINT) this.#run();
  }

  #run(): void {
    if (this.#isRunning) return;
    clearTimeout(this.#retry);
    this.#changedRows = 0;
    this.#isRunning = true;
    // If a checkpoint fails, the pages stay in the WAL, where they are as durable.
    this.#thread.request('checkpoint').then(
      (left) => this.#end(left > MAX_LEFT_PAGES),
      () => this.#end(false),
    );
  }

  /** Without another checkpoint, the pages would stay in the WAL until the next writes, although the reader has ended. */
  #end(isIncomplete: boolean): void {
    this.#isRunning = false;
    if (isIncomplete && !this.#isClosed) this.#retry = setTimeout(() => this.#run(), RETRY_MS).unref();
  }

  close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    return this.#thread.close();
  }
}

/** Configures a connection that commits to leave checkpoints to the thread. */
export function leaveLogToThread(database: Database.Database): void {
  database.pragma(`wal_autocheckpoint = ${MAX_WAL_PAGES}`);
}
