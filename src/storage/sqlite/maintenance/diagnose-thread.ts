import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import type { CheckResult } from '../../../domain/store/maintenance.ts';
import { startWorker } from '../../../platform/start-worker.ts';
import { diagnoseFile } from './diagnose.ts';

interface Job {
  readonly diagnose: { readonly path: string; readonly now: number };
}

/**
 * Checks a database file in a thread of its own, because the checks block their thread and a server must serve meanwhile.
 *
 * @param now UNIX milliseconds.
 * @throws DatabaseOpenError if the checks cannot run.
 */
export function diagnoseInThread(path: string, now: number): Promise<readonly CheckResult[]> {
  return new Promise((resolve, reject) => {
    const job: Job = { diagnose: { path, now } };
    const worker = startWorker(new URL(import.meta.url), { workerData: job });
    worker.unref();
    worker
      .once('message', resolve)
      .once('error', () => reject(new DatabaseOpenError('The checks could not run.')))
      .once('exit', () => reject(new DatabaseOpenError('The checks ended without a result.')));
  });
}

const { diagnose: job } = (workerData ?? {}) as Partial<Job>;
if (parentPort && job) parentPort.postMessage(diagnoseFile(job.path, job.now));
