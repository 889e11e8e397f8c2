import type { SerializedError } from './worker-messages.ts';

/**
 * How a request failed. `unhandled`: the worker has not handled it, and never will. `thrown`: its handler threw. `lost`:
 * the worker exited or is stalled, and may have handled it, or will.
 */
export type WorkerFailure = 'unhandled' | 'thrown' | 'lost';

export interface WorkerClientOptions<Event = never> {
  /** The module that the worker runs; it calls `serveRequests`. */
  readonly module: URL;
  /** The worker's `workerData`. */
  readonly workerData: unknown;
  /** The longest time in which the worker responds to no request, in milliseconds. Default: no limit. */
  readonly stallMs?: number;
  /** Handles an event of the worker. The client calls it before it resolves the responses of the same message. */
  readonly onEvent?: (event: Event) => void;
  /** Called when the last pending request has been resolved or rejected, when the worker stalls, and after each exit of a worker. */
  readonly onIdle?: () => void;
  /** Converts the cause of a failure to the error with which the request is rejected. */
  readonly toError: (cause: SerializedError, failure: WorkerFailure) => unknown;
}
