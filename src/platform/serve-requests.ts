import type { MessagePort } from 'node:worker_threads';
import {
  CLOSE,
  type FromWorker,
  type SerializedError,
  type ToWorker,
  WORKER_READY,
  type WorkerResponse,
} from './worker-messages.ts';

export type RequestHandlers<Request, Response> = HandleOne<Request, Response> | HandleEach<Request, Response>;

interface HandleOne<Request, Response> extends WorkerOptions<Response> {
  /** Handles the request of a message. */
  readonly handle: (request: Request) => Response | Promise<Response>;
}

interface HandleEach<Request, Response> extends WorkerOptions<Response> {
  /** Handles the requests of a message. @returns their responses, in order. */
  readonly handleEach: (message: Request) => readonly Promise<Response>[];
}

interface WorkerOptions<Response> {
  /** Lists the buffers of a response that move to the client's thread instead of being copied. Default: none. */
  readonly transfer?: (response: Response) => readonly ArrayBuffer[];
  /** Converts an error for the client's `toError`; default: its message and its code. */
  readonly serializeError?: (error: unknown) => SerializedError;
  /** Releases the resources of the worker, before it exits. */
  readonly close: () => void | Promise<void>;
}

/**
 * The worker's side of `WorkerClient`: handles the requests that it receives on the port, until the client closes it.
 * All responses of one turn of the event loop are one message.
 *
 * @returns a function that adds an event to the next message. An event that belongs to a response must precede it.
 */
export function serveRequests<Request, Response, Event = never>(
  port: MessagePort,
  handlers: RequestHandlers<Request, Response>,
): (event: Event) => void {
  const { serializeError = messageAndCode, transfer = () => [], close } = handlers;
  const running = new Set<Promise<unknown>>();
  let events: Event[] = [];
  let responses: WorkerResponse<Response>[] = [];
  const postMessage = (message: FromWorker<Response, Event>) => {
    const buffers = message.responses.flatMap((each) => ('response' in each ? transfer(each.response) : []));
    port.postMessage(message, buffers);
  };
  const post = () => {
    const message: FromWorker<Response, Event> = { events, responses };
    events = [];
    responses = [];
    try {
      postMessage(message);
    } catch {
      for (const each of separately(message)) postOrReport(each);
    }
  };
  const postOrReport = (message: FromWorker<Response, Event>) => {
    try {
      postMessage(message);
    } catch (error) {
      // One response cannot be copied to another thread.
      const responses = message.responses.map(({ id }) => ({ id, error: serializeError(error) }));
      port.postMessage({ events: [], responses } satisfies FromWorker<Response, Event>);
    }
  };
  const respond = (response: WorkerResponse<Response>) => {
    // A commit resolves many responses in one turn, so the message is posted after all of them.
    if (responses.length === 0) process.nextTick(post);
    responses.push(response);
  };
  const startAll = (message: Request, count: number): readonly Promise<Response>[] => {
    try {
      return 'handleEach' in handlers
        ? handlers.handleEach(message)
        : [(async () => handlers.handle(message))()];
    } catch (error) {
      return Array.from({ length: count }, () => Promise.reject(error));
    }
  };
  const handleMessage = ({ ids, message }: ToWorker<Request>): Promise<unknown> => {
    const results = startAll(message, ids.length);
    const settled = ids.map((id, index) =>
      (results[index] as Promise<Response>).then(
        (response) => respond({ id, response }),
        (error) => respond({ id, error: serializeError(error) }),
      ),
    );
    return Promise.all(settled);
  };
  port.postMessage(WORKER_READY);
  port.on('message', (message: ToWorker<Request> | typeof CLOSE) => {
    if (message === CLOSE) {
      // The port closes after the last responses were posted.
      void Promise.all(running)
        .then(close)
        .finally(() => setImmediate(() => port.close()));
      return;
    }
    const work = handleMessage(message).finally(() => running.delete(work));
    running.add(work);
  });
  return (event) => events.push(event);
}

function messageAndCode(error: unknown): SerializedError {
  const { message, code } = error as NodeJS.ErrnoException;
  return { message, code };
}

/** Splits a message, so that a response that cannot be copied does not affect the others. */
function separately<Response, Event>({
  events,
  responses,
}: FromWorker<Response, Event>): FromWorker<Response, Event>[] {
  return [{ events, responses: [] }, ...responses.map((each) => ({ events: [], responses: [each] }))];
}
