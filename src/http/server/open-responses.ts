import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** By connection, the responses that are not over, in the order of their requests. */
const open = new WeakMap<Duplex, Set<ServerResponse>>();

/** Adds a response to those of its connection, until it has been sent or the connection has closed. */
export function trackResponse(response: ServerResponse): void {
  const { req: request } = response;
  const { socket } = request;
  const responses = open.get(socket) ?? new Set();
  open.set(socket, responses.add(response));
  response.once('close', () => {
    // While the body is still arriving, an error on the connection belongs to this request, although it is answered.
    if (request.complete) responses.delete(response);
    else request.once('end', () => responses.delete(response));
  });
}

/** The responses that a refusal has to respect. */
export interface OpenResponses {
  /** Those of the requests that arrived completely. */
  readonly earlier: readonly ServerResponse[];
  /** That of the request whose body is still arriving, to which an error on the connection belongs. */
  readonly current: ServerResponse | undefined;
}

export function openResponses(socket: Duplex): OpenResponses {
  const responses = [...(open.get(socket) ?? [])];
  return {
    earlier: responses.filter(({ req, closed }) => req.complete && !closed),
    current: responses.find(({ req }) => !req.complete),
  };
}
