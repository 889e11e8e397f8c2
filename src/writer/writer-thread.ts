import type { Worker } from 'node:worker_threads';
import { startWorker } from '../platform/start-worker.ts';
import type { SqliteCommit } from '../storage/sqlite/commit-group.ts';
import { unavailableBecause } from '../storage/sqlite/worker-client.ts';
import type { ExecuteWrite, WriteRequest } from '../writes/write-request.ts';
import {
  END,
  type FromWriter,
  type NumberedRequest,
  packWriteBatch,
  READY,
  type StoreCall,
  type ToWriter,
  unpackResult,
} from './messages.ts';
import { WRITER_THREAD_URL, type WriterThreadData } from './writer-thread-main.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * So many writes are told at once, and fewer where the thread has nothing to do. With the whole of a turn of the event loop
 * it would be one thread's turn, then the other's: clients that were answered together ask again together.
 */
const MAX_WRITES_PER_MESSAGE = 8;

/**
 * The one who writes to a database file, in a thread of its own: while it waits for the disk, the next requests are read
 * and judged. It starts when it is first needed, and again when it has failed.
 */
export class WriterThread {
  readonly #data: WriterThreadData;
  readonly #onCommit: (commit: SqliteCommit) => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  /** Those that are not told yet. */
  #pending: NumberedRequest[] = [];
  #number = 0;
  #isClosed = false;

  /** @param onCommit hears of every commit before anybody hears of its results. */
  constructor(data: WriterThreadData, onCommit: (commit: SqliteCommit) => void) {
    this.#data = data;
    this.#onCommit = onCommit;
  }

  /**
   * Carries a write out, and resolves when it is durable.
   *
   * @throws Problem as the store does.
   */
  readonly executeWrite: ExecuteWrite = (request: WriteRequest) =>
    this.#settled((number) => {
      const count = this.#pending.push({ number, request });
      if (count === MAX_WRITES_PER_MESSAGE) this.#postPending();
      else if (count === 1) setImmediate(() => this.#postPendingIfIdle());
    });

  /** Calls a method of the store that writes. */
  call(call: StoreCall): Promise<unknown> {
    return this.#settled((number) => this.#post([number], () => ({ number, ...call })));
  }

  /** How many writes wait for a commit. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Ends the thread when all that it was told is done. */
  async close(): Promise<void> {
    this.#postPending();
    this.#isClosed = true;
    const worker = this.#worker;
    if (!worker) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage(END);
    await ended;
  }

  #settled<T>(begin: (number: number) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#number += 1;
      this.#waiting.set(this.#number, { resolve, reject });
      begin(this.#number);
    });
  }

  /** While the thread is at a commit it hears of nothing, so what comes meanwhile may as well be told together. */
  #postPendingIfIdle(): void {
    if (this.#waiting.size === this.#pending.length) this.#postPending();
  }

  #postPending(): void {
    if (this.#pending.length === 0) return;
    const orders = this.#pending;
    this.#pending = [];
    this.#post(
      orders.map(({ number }) => number),
      () => packWriteBatch(orders),
    );
  }

  /** Sends a message, or refuses the writes in it: a thread that cannot start has written nothing. */
  #post(numbers: readonly number[], makeMessage: () => ToWriter): void {
    try {
      if (this.#isClosed) throw new Error('The writer is closed.');
      this.#worker ??= this.#start();
      this.#worker.postMessage(makeMessage());
    } catch (error) {
      this.#fail(numbers, unavailableBecause(error as Error));
    }
  }

  #start(): Worker {
    const worker = startWorker(WRITER_THREAD_URL, { workerData: { runWriterThread: this.#data } });
    let isReady = false;
    worker.on('message', (message: FromWriter | typeof READY) => {
      if (message === READY) {
        isReady = true;
        return;
      }
      const { commits, results } = message;
      for (const commit of commits) this.#onCommit(commit);
      for (const result of results) this.#settle(result.number, () => unpackResult(result));
      this.#postPendingIfIdle();
    });
    let reason = new Error('The writing thread ended.');
    worker.once('error', (error: Error) => {
      reason = error;
    });
    // It follows an error, and only now another thread may be started.
    worker.once('exit', () => this.#ended(isReady ? reason : unavailableBecause(reason)));
    return worker;
  }

  #ended(reason: unknown): void {
    this.#worker = undefined;
    // What was not told fails as well, and must not be done once it has.
    this.#pending = [];
    // Whether what it was at has been written, nobody knows.
    this.#fail([...this.#waiting.keys()], reason);
  }

  #fail(numbers: readonly number[], reason: unknown): void {
    for (const number of numbers) {
      this.#settle(number, () => {
        throw reason;
      });
    }
  }

  #settle(number: number, result: () => unknown): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    try {
      waiting?.resolve(result() as never);
    } catch (error) {
      waiting?.reject(error);
    }
  }
}
