import { parentPort, workerData } from 'node:worker_threads';
import { startWorker } from '../../assets/start-worker.ts';
import { UnusableStore } from '../../domain/unusable-store.ts';
import { openExisting } from './open-existing.ts';
import { refuseDamaged } from './refuse-damaged.ts';
import { unusableFile } from './unusable-file.ts';

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
      .once('message', (refusal: string) => reject(new UnusableStore(refusal)))
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
    throw unusableFile(error, code?.startsWith('SQLITE_CORRUPT') ? from : to);
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
    if (!(error instanceof UnusableStore)) throw error;
    parentPort.postMessage(error.message);
  }
}
