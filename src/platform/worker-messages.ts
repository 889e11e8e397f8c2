/** A message to a worker: one or several requests, whose responses have these ids. */
export interface ToWorker<Request> {
  readonly ids: readonly number[];
  readonly message: Request;
}

/** Tells the worker to handle the requests that it has received, and to exit. */
export const CLOSE = 'close';

/** The worker's first message. The worker has handled no request before it. */
export const WORKER_READY = 'ready';

/** A message from a worker: its events, then its responses. */
export interface FromWorker<Response, Event> {
  readonly events: readonly Event[];
  readonly responses: readonly WorkerResponse<Response>[];
}

export type WorkerResponse<Response> = { readonly id: number } & (
  | { readonly response: Response }
  | { readonly error: SerializedError }
);

/** The properties of an error that a message between threads contains. `details` is what `serializeError` adds. */
export interface SerializedError {
  readonly message: string;
  readonly code?: string | undefined;
  readonly details?: unknown;
}
