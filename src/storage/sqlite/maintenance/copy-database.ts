import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import { startWorker } from '../../../platform/start-worker.ts';
import { openErrorOf } from '../errors.ts';
import { openExisting } from '../open/open-existing.ts';
import { refuseDamaged } from './refuse-damaged.ts';

interface Job {
  readonly copy: { readonly from: string; readonly to: string };
}

/**
 * Copies a database, with everything that was committed at the start, into an empty file, and checks the copy. It runs
 * in its own thread, because it blocks its thread, and the process must react to signals meanwhile.
 *
 * @param signal ends the wait. A thread that is copying already ends after the copy, into a file without a name.
 * @throws DatabaseOpenError if the database cannot be read, or the copy cannot be written or is damaged; the reason of
 *   `signal`.
 */
export function copyDatabase(from: string, to: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const worker = startWorker(new URL(import.meta.url), {
      workerData: { copy: { from, to } } satisfies Job,
    });
    const abort = () => {
      // Otherwise a thread that has not begun yet would create the file after its removal.
      void worker.terminate();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    worker
      .once('message', (message: string) => reject(new DatabaseOpenError(message)))
      .once('error', reject)
      .once('exit', () => {
        // The signal of a schedule outlives its backups.
        signal?.removeEventListener('abort', abort);
        resolve();
      });
  });
}

/** Uses VACUUM INTO, which reads one snapshot. A copy page by page would wait for writers, or start again after them. */
function copy({ from, to }: Job['copy']): void {
  const source = openExisting(from);
  try {
    source.prepare('VACUUM INTO ?').run(to);
  } catch (error) {
    const { code } = error as { code?: string };
    throw openErrorOf(error, code?.startsWith('SQLITE_CORRUPT') ? from : to);
  } finally {
    source.close();
  }
  refuseDamaged(to, 'The copy');
}

const { copy: job } = (workerData ?? {}) as Partial<Job>;
if (parentPort && job) {
  try {
    copy(job);
  } catch (error) {
    if (!(error instanceof DatabaseOpenError)) throw error;
    parentPort.postMessage(error.message);
  }
}
