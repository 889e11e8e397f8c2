import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseOpenError } from '../../../domain/database-open-error.ts';
import { startWorker } from '../../../platform/start-worker.ts';
import { openErrorOf } from '../open/open-error.ts';
import { openExisting } from '../open/open-existing.ts';
import { refuseDamaged } from './refuse-damaged.ts';

interface Job {
  readonly copy: { readonly from: string; readonly to: string };
}

/**
 * Copies a database, with all that was committed when it began, into an empty file, and checks the copy. It runs in a
 * thread of its own, because it holds its thread to the end and a signal must be heard meanwhile.
 *
 * @param signal stops the waiting, not the thread; the process should end then.
 * @throws UnusableStore when it cannot be read, written or trusted; what `signal` was aborted with.
 */
export function copyDatabase(from: string, to: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    startWorker(new URL(import.meta.url), { workerData: { copy: { from, to } } satisfies Job })
      .once('message', (refusal: string) => reject(new DatabaseOpenError(refusal)))
      .once('error', reject)
      .once('exit', () => resolve());
  });
}

/**
 * VACUUM INTO reads one snapshot, so it neither waits for writers nor has to start anew because of them, as a copy
 * page by page would.
 */
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
