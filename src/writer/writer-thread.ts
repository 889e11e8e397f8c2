import { unavailable } from '../domain/problem.ts';
import type { RequestCountWrites } from '../domain/store/request-counts.ts';
import type {
  KeyWrites,
  MerchantWrites,
  RecordWrites,
  ResponseWrites,
  StoreWrites,
} from '../domain/store/store.ts';
import { WorkerClient } from '../platform/worker-client.ts';
import type { SqliteCommit } from '../storage/sqlite/commit-group.ts';
import type { ExecuteWrite, WriteRequest } from '../writes/write-request.ts';
import { deserializeError, type StoreCall, type ToWriter } from './messages.ts';
import { WRITER_THREAD_URL, type WriterThreadData, type WriterWorkerData } from './writer-thread-main.ts';

/** A write request that no message has contained yet. */
interface QueuedWrite {
  readonly request: WriteRequest;
  readonly resolve: (response: Promise<never>) => void;
}

/**
 * The maximum number of write requests in one message; an idle thread gets fewer. With all requests of a tick in one
 * message, the two threads would work in turns, because clients that get their responses together send again together.
 */
const MAX_WRITES_PER_MESSAGE = 8;

/** The longest time in which no waiting write ends, in milliseconds. Then waiting and new writes fail until one ends. */
export const WRITE_STALL_MS = 10_000;

/**
 * Writes to a database file in a thread of its own, so that the main thread can read and validate the next requests while
 * this thread waits for the disk. `WorkerClient` lists the states of the thread. If the thread exits, the writes that it
 * has received fail, and those that still wait in the queue go to the next thread.
 */
export class WriterThread implements StoreWrites {
  readonly #client: WorkerClient<ToWriter, never, SqliteCommit>;
  #queue: QueuedWrite[] = [];

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
  readonly requestCounts: RequestCountWrites = { add: this.#method('requestCounts', 'add') };

  /** @param onCommit called for each commit before the promises of its writes are settled. */
  constructor(data: WriterThreadData, onCommit: (commit: SqliteCommit) => void, stallMs = WRITE_STALL_MS) {
    const workerData: WriterWorkerData = { runWriterThread: data };
    this.#client = new WorkerClient({
      module: WRITER_THREAD_URL,
      workerData,
      stallMs,
      onEvent: onCommit,
      onIdle: () => this.#sendQueue(),
      toError: (cause, failure) => {
        if (failure === 'thrown') return deserializeError(cause);
        return failure === 'unhandled' || this.#client.isStalled ? unavailable(cause) : cause;
      },
    });
  }

  /** Executes a write, and resolves with its response when it is durable. @throws Problem unavailable. */
  readonly executeWrite: ExecuteWrite = (request: WriteRequest) =>
    new Promise((resolve) => {
      const count = this.#queue.push({ request, resolve });
      if (count === MAX_WRITES_PER_MESSAGE) this.#sendQueue();
      else if (count === 1) setImmediate(() => this.#sendIfIdle());
    });

  /** Whether the thread runs, or is starting. */
  get isStarted(): boolean {
    return this.#client.isStarted;
  }

  /** Whether the thread has finished no write for WRITE_STALL_MS although writes wait: the disk does not respond. */
  get isStalled(): boolean {
    return this.#client.isStalled;
  }

  /** The number of writes that have no result yet. */
  get waiting(): number {
    return this.#queue.length + this.#client.pending;
  }

  /** Ends the thread after all earlier writes. */
  close(): Promise<void> {
    this.#sendQueue();
    return this.#client.close();
  }

  /** Returns a method of the store that the thread executes. */
  #method<P extends keyof StoreWrites, M extends keyof StoreWrites[P]>(
    part: P,
    method: M,
  ): StoreWrites[P][M] {
    const call = (...args: readonly unknown[]) =>
      this.#client.request({ part, method, args } as unknown as StoreCall);
    return call as StoreWrites[P][M];
  }

  /** Sends the queue unless the thread is busy: during a commit it reads no message, so more requests may join them. */
  #sendIfIdle(): void {
    if (this.#client.pending === 0) this.#sendQueue();
  }

  #sendQueue(): void {
    if (this.#queue.length === 0) return;
    const writes = this.#queue;
    this.#queue = [];
    const requests = JSON.stringify(writes.map(({ request }) => request));
    const responses = this.#client.requestEach({ requests }, writes.length);
    responses.forEach((response, index) => void writes[index]?.resolve(response));
  }
}
