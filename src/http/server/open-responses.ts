import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** The responses of each connection that have not ended, in the order of their requests. */
const open = new WeakMap<Duplex, Set<ServerResponse>>();
/** The connections that end with a refusal. */
const refused = new WeakSet<Duplex>();
/** What to do when a response has closed. One listener serves all of them, because Node permits few listeners. */
const onClose = new WeakMap<ServerResponse, (() => void)[]>();

/** Adds a response to those of its connection, until it has been sent or the connection has closed. */
export function trackResponse(response: ServerResponse): void {
  const { req: request } = response;
  const { socket } = request;
  const responses = open.get(socket) ?? new Set();
  open.set(socket, responses.add(response));
  response.once('close', () => {
    // An error on the connection belongs to this request while its body is still arriving, although it has a response.
    if (request.complete) responses.delete(response);
    else request.once('end', () => responses.delete(response));
    for (const act of onClose.get(response) ?? []) act();
  });
}

/** Calls a function when a tracked response has closed. */
export function onResponseClosed(response: ServerResponse, act: () => void): void {
  const all = onClose.get(response);
  if (all) all.push(act);
  else onClose.set(response, [act]);
}

/** Refuses further requests of a connection, which ends with a refusal. @returns false if it was refused already. */
export function refuseFurther(socket: Duplex): boolean {
  if (refused.has(socket)) return false;
  refused.add(socket);
  return true;
}

/** Whether the connection ends with a refusal; requests that come after it are not served. */
export function isRefused(socket: Duplex): boolean {
  return refused.has(socket);
}

/** Closes the connection after its last open response, which says so. @returns whether there are open responses. */
export function closeAfterResponses(socket: Duplex): boolean {
  const responses = [...(open.get(socket) ?? [])].filter(({ closed }) => !closed);
  const last = responses.at(-1);
  if (last && !last.headersSent) last.shouldKeepAlive = false;
  return responses.length > 0;
}

/** The responses that a refusal must not overtake. */
export interface OpenResponses {
  /** The responses to the requests that arrived completely. */
  readonly earlier: readonly ServerResponse[];
  /** The response to the request whose body is still arriving. An error on the connection belongs to this request. */
  readonly current: ServerResponse | undefined;
}

export function openResponses(socket: Duplex): OpenResponses {
  const responses = [...(open.get(socket) ?? [])];
  return {
    earlier: responses.filter(({ req, closed }) => req.complete && !closed),
    current: responses.find(({ req }) => !req.complete),
  };
}

/** The longest delay of a timer, about 24 days; milliseconds. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Closes the connection if the client does not read a tracked response in time: until then the response takes memory.
 *
 * @param limitMs counted from the moment when the whole response is ready to be sent.
 */
export function limitResponseTime(response: ServerResponse, limitMs: number): void {
  response.on('prefinish', () => {
    // If the connection has closed already, it emits no second close event.
    if (response.destroyed) return;
    // Most responses are in the buffers of the operating system by now, and no longer in our memory.
    if (response.socket?.writableLength === 0) return;
    const closeConnection = () => {
      if (!response.writableFinished) response.socket?.destroy();
    };
    // The client may have read the response while this process was too busy to process the event.
    const timer = setTimeout(() => setImmediate(closeConnection), Math.min(limitMs, LONGEST_TIMER_MS));
    onResponseClosed(response, () => clearTimeout(timer));
  });
}
