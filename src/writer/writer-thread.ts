import type { Worker } from 'node:worker_threads';
import type {
  KeyWrites,
  MerchantWrites,
  RecordWrites,
  ResponseWrites,
  StoreWrites,
} from '../domain/store.ts';
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
import { WRITER_THREAD_URL, type WriterThreadData, type WriterWorkerData } from './writer-thread-main.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * The maximum number of write requests in one message; an idle thread gets fewer. With all requests of a tick in one
 * message, the two threads would work in turns, because clients that get their responses together send again together.
 */
const MAX_WRITES_PER_MESSAGE = 8;

/**
 * Writes to a database file in a thread of its own, so that the main thread can read and validate the next requests while
 * this thread waits for the disk.
 *
 * States of the thread, and what leads to the next one:
 * - **not started**: at first, and after a failure. The first message → starting.
 * - **starting**: messages wait in its queue. READY → ready. It ends → not started; all waiting writes fail as unavailable.
 * - **ready**: it executes writes. It ends → not started; all waiting writes fail, each committed or not.
 * - **closed**: after `close`; the thread finishes its writes and ends. Every later write fails as unavailable.
 */
export class WriterThread implements StoreWrites {
  readonly #data: WriterThreadData;
  readonly #onCommit: (commit: SqliteCommit) => void;
  /** The writes without a result, by number. */
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  /** The write requests that no message has contained yet. */
  #pending: NumberedRequest[] = [];
  #lastNumber = 0;
  #isClosed = false;

  readonly responses: ResponseWrites = {
    store: this.#method('responses', 'store'),
    deleteExpired: this.#method('responses', 'deleteExpired'),
  };
  readonly records: RecordWrites = { put: this.#method('records', 'put') };
  readonly keys: KeyWrites = {
    add: this.#method('keys', 'add'),
    addFirst: this.#method('keys', 'addFirst'),
    revoke: this.#method('keys', 'revoke'),
    rotate: this.#method('keys', 'rotate'),
    recordUses: this.#method('keys', 'recordUses'),
  };
  readonly merchants: MerchantWrites = {
    add: this.#method('merchants', 'add'),
    first: this.#method('merchants', 'first'),
  };

  /** @param onCommit called for each commit before the promises of its writes are settled. */
  constructor(data: WriterThreadData, onCommit: (commit: SqliteCommit) => void) {
    this.#data = data;
    this.#onCommit = onCommit;
  }

  /** Executes a write, and resolves with its response when it is durable. @throws Problem unavailable. */
  readonly executeWrite: ExecuteWrite = (request: WriteRequest) =>
    this.#settled((number) => {
      const count = this.#pending.push({ number, request });
      if (count === MAX_WRITES_PER_MESSAGE) this.#postPending();
      else if (count === 1) setImmediate(() => this.#postPendingIfIdle());
    });

  /** Whether the thread runs, or is starting. */
  get isStarted(): boolean {
    return this.#worker !== undefined;
  }

  /** The number of writes that have no result yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Ends the thread after all earlier writes. */
  async close(): Promise<void> {
    this.#postPending();
    this.#isClosed = true;
    const worker = this.#worker;
    if (!worker) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage(END);
    await ended;
  }

  /** Returns a method of the store that the thread executes. */
  #method<P extends keyof StoreWrites, M extends keyof StoreWrites[P]>(
    part: P,
    method: M,
  ): StoreWrites[P][M] {
    const call = (...args: readonly unknown[]) =>
      this.#settled((number) =>
        this.#post(
          [number],
          () => ({ number, part, method, args }) as unknown as StoreCall & { number: number },
        ),
      );
    return call as StoreWrites[P][M];
  }

  #settled<T>(begin: (number: number) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#lastNumber += 1;
      this.#waiting.set(this.#lastNumber, { resolve, reject });
      begin(this.#lastNumber);
    });
  }

  /** Posts the pending requests unless the thread is busy: during a commit it reads no message, so more may join them. */
  #postPendingIfIdle(): void {
    if (this.#waiting.size === this.#pending.length) this.#postPending();
  }

  #postPending(): void {
    if (this.#pending.length === 0) return;
    const requests = this.#pending;
    this.#pending = [];
    this.#post(
      requests.map(({ number }) => number),
      () => packWriteBatch(requests),
    );
  }

  /** Posts a message. Fails its writes if the thread cannot start: then nothing was written. */
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
    const workerData: WriterWorkerData = { runWriterThread: this.#data };
    const worker = startWorker(WRITER_THREAD_URL, { workerData });
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
    let reason = new Error('The writer thread ended.');
    worker.once('error', (error: Error) => {
      reason = error;
    });
    // Node emits 'exit' after 'error'; only then another thread may start.
    worker.once('exit', () => this.#ended(isReady ? reason : unavailableBecause(reason)));
    return worker;
  }

  #ended(reason: unknown): void {
    this.#worker = undefined;
    // The pending requests fail too, so no later thread may execute them.
    this.#pending = [];
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
