import { unavailable } from '../domain/problem.ts';
import type { CustomerPage } from '../domain/store/store.ts';
import { FairQueue, type IsAwaited } from '../platform/fair-queue.ts';
import { WorkerClient } from '../platform/worker-client.ts';
import type { ListRequest } from '../storage/sqlite/list/list-reader.ts';
import type { OutgoingResponse } from '../writes/responses.ts';
import { deserializeError } from './messages.ts';
import {
  type FromReader,
  READER_THREAD_URL,
  type ReaderThreadData,
  type ReaderWorkerData,
  type ToReader,
} from './reader-thread-main.ts';

/** The largest number of lists of one tenant that wait for the reader thread. Further ones fail. */
const MOST_WAITING = 100;

/**
 * The longest time that the thread may take for one list, in milliseconds. Then this list and the waiting ones fail, and so
 * does each new one until the thread responds.
 */
const READ_STALL_MS = 60_000;

/**
 * Reads the lists of a database file that can take long, or are large, in a thread of its own, so that no other request
 * waits for them. It reads one list at a time, and the tenants take turns.
 */
export class ReaderThread {
  readonly #client: WorkerClient<ToReader, FromReader>;
  readonly #queue = new FairQueue<number>({ mostWaiting: MOST_WAITING, refusal: () => unavailable() });

  constructor(data: ReaderThreadData, stallMs = READ_STALL_MS) {
    const workerData: ReaderWorkerData = { runReaderThread: data };
    this.#client = new WorkerClient({
      module: READER_THREAD_URL,
      workerData,
      stallMs,
      toError: (cause, failure) => (failure === 'thrown' ? deserializeError(cause) : unavailable(cause)),
    });
  }

  /** Whether the thread runs, or is starting. */
  get isStarted(): boolean {
    return this.#client.isStarted;
  }

  /** Reads a page. @throws Problem unavailable. */
  readonly page = async (request: ListRequest): Promise<CustomerPage | 'behind'> => {
    const read = await this.#read({ ...request, isRendered: false });
    return read as CustomerPage | 'behind';
  };

  /** Reads a page and renders its response, if that is still awaited. @throws Problem unavailable. */
  readonly response = async (
    request: ListRequest,
    isAwaited?: IsAwaited,
  ): Promise<OutgoingResponse | 'behind'> => {
    const read = await this.#read({ ...request, isRendered: true }, isAwaited);
    if (read === 'behind' || !('body' in read)) return 'behind';
    return { status: 200, headers: {}, body: Buffer.from(read.body.buffer) };
  };

  /** Ends the thread after the list that it reads. */
  close(): Promise<void> {
    return this.#client.close();
  }

  #read(request: ToReader, isAwaited?: IsAwaited): Promise<FromReader> {
    return this.#queue.run(request.scope.tenant, () => this.#client.request(request), isAwaited);
  }
}
