import { isSea } from 'node:sea';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { readAsset } from './read-asset.ts';

/** Starts a module of the program in a worker thread. In the one-file executable, its code is an asset. */
export function startWorker(module: URL, options: WorkerOptions): Worker {
  return isSea()
    ? new Worker(readAsset(module).toString(), { ...options, eval: true })
    : new Worker(module, options);
}
