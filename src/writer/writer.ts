import type { Worker } from 'node:worker_threads';
import { startWorker } from '../assets/start-worker.ts';
import type { Carry, WriteOrder } from '../http/writes/write-order.ts';
import type { SqliteCommit } from '../storage/sqlite/commit-group.ts';
import { unavailableBecause } from '../storage/sqlite/thread.ts';
import {
  type Call,
  END,
  type NumberedOrder,
  packOrders,
  READY,
  type Report,
  type Told,
  unpackResult,
} from './messages.ts';
import { WRITE_THREAD, type WriteThreadData } from './write-thread.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * So many writes are told at once, and fewer where the thread has nothing to do. With the whole of a turn of the event loop
 * it would be one thread's turn, then the other's: clients that were answered together ask again together.
 */
const TOLD_AT_ONCE = 8;

/**
 * The one who writes to a database file, in a thread of its own: while it waits for the disk, the next requests are read
 * and judged. It starts when it is first needed, and again when it has failed.
 */
export class Writer {
  readonly #data: WriteThreadData;
  readonly #onCommit: (commit: SqliteCommit) => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  /** Those that are not told yet. */
  #ordered: NumberedOrder[] = [];
  #number = 0;
  #isClosed = false;

  /** @param onCommit hears of every commit before anybody hears of its results. */
  constructor(data: WriteThreadData, onCommit: (commit: SqliteCommit) => void) {
    this.#data = data;
    this.#onCommit = onCommit;
  }

  /**
   * Carries a write out, and resolves when it is durable.
   *
   * @throws Problem as the store does.
   */
  readonly carry: Carry = (order: WriteOrder) =>
    this.#settled((number) => {
      const count = this.#ordered.push({ number, order });
      if (count === TOLD_AT_ONCE) this.#tellOrders();
      else if (count === 1) setImmediate(() => this.#tellOrdersIfIdle());
    });

  /** Calls a method of the store that writes. */
  call(call: Call): Promise<unknown> {
    return this.#settled((number) => this.#tell([number], () => ({ number, ...call })));
  }

  /** How many writes wait for a commit. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Ends the thread when all that it was told is done. */
  async close(): Promise<void> {
    this.#tellOrders();
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
  #tellOrdersIfIdle(): void {
    if (this.#waiting.size === this.#ordered.length) this.#tellOrders();
  }

  #tellOrders(): void {
    if (this.#ordered.length === 0) return;
    const orders = this.#ordered;
    this.#ordered = [];
    this.#tell(
      orders.map(({ number }) => number),
      () => packOrders(orders),
    );
  }

  /** Sends a message, or refuses the writes in it: a thread that cannot start has written nothing. */
  #tell(numbers: readonly number[], makeMessage: () => Told): void {
    try {
      if (this.#isClosed) throw new Error('The writer is closed.');
      this.#worker ??= this.#start();
      this.#worker.postMessage(makeMessage());
    } catch (error) {
      this.#fail(numbers, unavailableBecause(error as Error));
    }
  }

  #start(): Worker {
    const worker = startWorker(WRITE_THREAD, { workerData: { write: this.#data } });
    let isReady = false;
    worker.on('message', (message: Report | typeof READY) => {
      if (message === READY) {
        isReady = true;
        return;
      }
      const { commits, results } = message;
      for (const commit of commits) this.#onCommit(commit);
      for (const result of results) this.#settle(result.number, () => unpackResult(result));
      this.#tellOrdersIfIdle();
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
    this.#ordered = [];
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
