import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { unavailable } from '../../domain/problem.ts';
import { serveRequests } from '../../platform/serve-requests.ts';
import { WorkerClient } from '../../platform/worker-client.ts';
import { openAgain, type ServedFile } from './open/open-again.ts';
import { pendingLogPages } from './pending-log.ts';

interface ThreadData {
  readonly checkpoint: ServedFile;
}

/**
 * Starts the thread that moves committed pages from the WAL into the database file, which waits for the disk twice.
 * Without the thread, SQLite would do this during a commit.
 */
export function checkpointThread(file: ServedFile): WorkerClient<'checkpoint', number> {
  const workerData: ThreadData = { checkpoint: file };
  return new WorkerClient({ module: new URL(import.meta.url), workerData, toError: unavailable });
}

/** Runs in the thread. Responds with the number of pages that a checkpoint has left in the WAL, because a reader uses it. */
function runCheckpoints(file: ServedFile, port: MessagePort): void {
  const database = openAgain(file);
  serveRequests<'checkpoint', number>(port, {
    handle: () => pendingLogPages(database, 'PASSIVE'),
    close: () => void database.close(),
  });
}

const { checkpoint } = (workerData ?? {}) as Partial<ThreadData>;
if (parentPort && checkpoint) runCheckpoints(checkpoint, parentPort);
