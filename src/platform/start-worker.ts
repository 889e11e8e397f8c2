import { isSea } from 'node:sea';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { readAsset } from './read-asset.ts';

/** Starts a module of ours in a thread of its own; in the one-file executable its code is one of the assets. */
export function startWorker(place: URL, options: WorkerOptions): Worker {
  return isSea()
    ? new Worker(readAsset(place).toString(), { ...options, eval: true })
    : new Worker(place, options);
}
