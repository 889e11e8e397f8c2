import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { unavailable } from '../../domain/problem.ts';
import { serveRequests } from '../../platform/serve-requests.ts';
import { WorkerClient } from '../../platform/worker-client.ts';
import { openAgain, type ServedFile } from './open/open-again.ts';

interface ThreadData {
  readonly checkpoint: ServedFile;
}

/**
 * Starts the thread that moves committed pages from the WAL into the database file, which waits for the disk twice.
 * Without the thread, SQLite would do this during a commit.
 */
export function checkpointThread(file: ServedFile): WorkerClient<'checkpoint', void> {
  const workerData: ThreadData = { checkpoint: file };
  return new WorkerClient({ module: new URL(import.meta.url), workerData, toError: unavailable });
}

/** Runs in the thread. A PASSIVE checkpoint blocks no connection: it skips the pages that a reader or writer uses. */
function runCheckpoints(file: ServedFile, port: MessagePort): void {
  const database = openAgain(file);
  serveRequests<'checkpoint', void>(port, {
    handle: () => void database.pragma('wal_checkpoint(PASSIVE)'),
    close: () => void database.close(),
  });
}

const { checkpoint } = (workerData ?? {}) as Partial<ThreadData>;
if (parentPort && checkpoint) runCheckpoints(checkpoint, parentPort);
