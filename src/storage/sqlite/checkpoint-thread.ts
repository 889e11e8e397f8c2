import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { answerAsks, Thread } from './thread.ts';

/**
 * The thread that moves what was committed from the write-ahead log into the database, which waits for the disk twice.
 * Where SQLite does it by itself, it does so in the middle of a commit.
 */
export function checkpointThread(path: string): Thread<'checkpoint', void> {
  return new Thread(new URL(import.meta.url), { checkpoint: path });
}

/** The thread's side. PASSIVE holds nobody up: it moves what no reader and no writer is at. */
function checkpoint(path: string, port: MessagePort): void {
  const database = new Database(path, { timeout: 0 });
  database.pragma('synchronous = FULL');
  database.pragma('fullfsync = ON');
  answerAsks(
    port,
    () => void database.pragma('wal_checkpoint(PASSIVE)'),
    () => database.close(),
  );
}

const { checkpoint: path } = (workerData ?? {}) as { checkpoint?: string };
if (parentPort && path) checkpoint(path, parentPort);
