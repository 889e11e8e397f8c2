import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** The responses of each connection that have not ended, in the order of their requests. */
const open = new WeakMap<Duplex, Set<ServerResponse>>();
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
