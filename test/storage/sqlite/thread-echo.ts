/** A thread of `Thread` that returns what it is asked, or fails in the way that the ask names. */
import { parentPort } from 'node:worker_threads';
import { answerAsks } from '../../../src/storage/sqlite/thread.ts';

export const THREAD_ECHO = new URL(import.meta.url);

function answer(ask: string): unknown {
  if (ask === 'throw') throw new Error('It threw.');
  if (ask === 'exit') process.exit(3);
  if (ask === 'function') return () => {};
  return ask;
}

if (parentPort) answerAsks(parentPort, answer, () => {});
