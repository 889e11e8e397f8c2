import type { Worker } from 'node:worker_threads';
import { StallWatch } from './stall-watch.ts';
import { startWorker } from './start-worker.ts';
import type { WorkerClientOptions } from './worker-client-options.ts';
import { CLOSE, type FromWorker, type ToWorker, WORKER_READY } from './worker-messages.ts';

/**
 * The client of a worker thread: it sends requests, and resolves each with the response of the same id.
 *
 *     stopped   no worker exists                    → starting  when the client sends a request
 *                                                   → closed    when `close` is called
 *     starting  the worker loads its module         → ready     when the worker reports that it is ready
 *                                                   → stopped   when the worker exits
 *                                                   → closing   when `close` is called
 *     ready     the worker handles requests         → stopped   when the worker exits
 *                                                   → closing   when `close` is called
 *     closing   the worker handles the requests that the client sent before, then exits
 *                                                   → closed    when the worker exits
 *     closed    final
 *
 * A worker that responds to no request for `stallMs` is stalled, for example because the disk hangs. Its pending requests are
 * rejected, and so is each new one until it responds again.
 *
 * The exit of a worker rejects all pending requests. The states closing and closed reject new requests.
 */
export class WorkerClient<Request, Response, Event = never> {
  readonly #options: WorkerClientOptions<Event>;
  readonly #pending = new Map<number, Pending<Response>>();
  #state: 'stopped' | 'starting' | 'ready' | 'closing' | 'closed' = 'stopped';
  #worker: Worker | undefined;
  #lastId = 0;
  /** The number of messages that a worker has sent. */
  #received = 0;
  readonly #stall: StallWatch | undefined;

  constructor(options: WorkerClientOptions<Event>) {
    this.#options = options;
    const { stallMs, toError, onIdle } = options;
    if (stallMs === undefined) return;
    this.#stall = new StallWatch({
      limitMs: stallMs,
      read: () => (this.#pending.size > 0 ? this.#received : undefined),
      onStall: () => {
        this.#reject([...this.#pending.keys()], toError(stalled(), 'lost'));
        onIdle?.();
      },
    });
  }

  /** Whether requests have waited for `stallMs`, and the worker has responded to none since. */
  get isStalled(): boolean {
    return this.#stall?.isStalled === true;
  }

  /** Whether a worker exists: it is ready or starting, or has not exited yet. */
  get isStarted(): boolean {
    return this.#worker !== undefined;
  }

  /** The number of requests without a response. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Sends a request, and starts the worker if there is none. @throws what `toError` returns. */
  request(request: Request): Promise<Response> {
    const [response] = this.requestEach(request, 1) as [Promise<Response>];
    return response;
  }

  /**
   * Sends several requests as one message, which costs less than a message for each.
   *
   * @param message contains `count` requests, in a form that the worker can read.
   * @returns their responses, in the same order.
   */
  requestEach(message: Request, count: number): Promise<Response>[] {
    const ids = Array.from({ length: count }, () => ++this.#lastId);
    const responses = ids.map(
      (id) => new Promise<Response>((resolve, reject) => this.#pending.set(id, { resolve, reject })),
    );
    try {
      this.#send({ ids, message });
    } catch (error) {
      this.#reject(ids, this.#options.toError(error as Error, 'unhandled'));
    }
    return responses;
  }

  /** Waits until the worker has handled all earlier requests and has exited. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker) {
      this.#state = 'closed';
      return;
    }
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    if (this.#state !== 'closing') {
      this.#state = 'closing';
      worker.ref();
      worker.postMessage(CLOSE);
    }
    await exited;
  }

  #send(message: ToWorker<Request>): void {
    if (this.#state === 'closing' || this.#state === 'closed') throw new Error('The worker is closed.');
    if (this.isStalled) throw stalled();
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
    this.#worker.ref();
  }

  #start(): Worker {
    const { module, workerData } = this.#options;
    const worker = startWorker(module, { workerData });
    this.#state = 'starting';
    this.#stall?.start();
    // Only pending requests prevent the exit of the process; a worker without requests does not.
    worker.unref();
    let isReady = false;
    worker.on('message', (message: FromWorker<Response, Event> | typeof WORKER_READY) => {
      if (message === WORKER_READY) {
        isReady = true;
        if (this.#state === 'starting') this.#state = 'ready';
      } else this.#receive(worker, message);
    });
    let cause = new Error('The worker exited.');
    worker.once('error', (error: Error) => {
      cause = error;
    });
    // Node emits it after an error. The client may start the next worker only now.
    worker.once('exit', () => this.#onExit(cause, isReady));
    return worker;
  }

  #receive(worker: Worker, { events, responses }: FromWorker<Response, Event>): void {
    const { onEvent, onIdle, toError } = this.#options;
    this.#received += 1;
    if (this.isStalled) this.#stall?.recover();
    for (const event of events) onEvent?.(event);
    for (const response of responses) {
      const pending = this.#pending.get(response.id);
      this.#pending.delete(response.id);
      if ('error' in response) pending?.reject(toError(response.error, 'thrown'));
      else pending?.resolve(response.response);
    }
    if (this.#pending.size > 0) return;
    if (this.#state !== 'closing') worker.unref();
    onIdle?.();
  }

  #onExit(cause: Error, wasReady: boolean): void {
    this.#worker = undefined;
    this.#stall?.stop();
    this.#state = this.#state === 'closing' ? 'closed' : 'stopped';
    const { onIdle, toError } = this.#options;
    this.#reject([...this.#pending.keys()], toError(cause, wasReady ? 'lost' : 'unhandled'));
    onIdle?.();
  }

  #reject(ids: readonly number[], error: unknown): void {
    for (const id of ids) {
      const pending = this.#pending.get(id);
      this.#pending.delete(id);
      pending?.reject(error);
    }
  }
}

function stalled(): Error {
  return new Error('The worker does not respond.');
}

interface Pending<Response> {
  readonly resolve: (response: Response) => void;
  readonly reject: (reason: unknown) => void;
}
