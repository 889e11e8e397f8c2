import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface VendorRequest {
  readonly method: string;
  /** The path without the query, decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query as sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

export interface VendorResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON value, which may contain bigints; a text is sent as it is. */
  readonly body: unknown;
}

/** A vendor's server on the loopback interface. */
export interface VendorServer {
  /** The origin, without a slash at its end. */
  readonly origin: string;
  /** Each request that the server received, in order. */
  readonly requests: VendorRequest[];
  /** Responses that the server sends to the next requests instead of its own. `undefined` lets one request through. */
  readonly nextResponses: (VendorResponse | undefined)[];
  close(): Promise<void>;
}

/** Starts a server on a free port of the loopback interface. */
export async function startLoopback(
  respond: (request: VendorRequest, origin: string) => VendorResponse,
): Promise<VendorServer> {
  const requests: VendorRequest[] = [];
  const nextResponses: (VendorResponse | undefined)[] = [];
  let origin = '';
  const server = createServer((message, response) => {
    message.resume();
    const request = readRequest(message, origin);
    requests.push(request);
    const { status, headers, body } = nextResponses.shift() ?? respond(request, origin);
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(typeof body === 'string' ? body : serialize(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { origin, requests, nextResponses, close };
}

function readRequest(message: IncomingMessage, origin: string): VendorRequest {
  const target = message.url ?? '/';
  const { pathname, searchParams } = new URL(target, origin);
  return {
    method: message.method ?? '',
    path: decodeURIComponent(pathname),
    query: searchParams,
    target,
    headers: message.headers,
  };
}

/** Serialises a JSON value, with each bigint as a number of all its digits. */
function serialize(body: unknown): string {
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };
  return JSON.stringify(body, (_key, value) => (typeof value === 'bigint' ? rawJSON(String(value)) : value));
}

/** Responds 429 to each n-th request, if a throttle is set. */
export interface Throttle {
  readonly every: number;
  /** The value of Retry-After in seconds. Default: no such header. */
  readonly retryAfter?: number;
}

/** Decides whether a throttle refuses the request that has this number, counted from 1. */
export function throttled(throttle: Throttle | null, count: number): VendorResponse | undefined {
  if (throttle === null || count % throttle.every !== 0) return undefined;
  const headers = throttle.retryAfter === undefined ? {} : { 'retry-after': String(throttle.retryAfter) };
  return { status: 429, headers, body: { message: 'Too many requests' } };
}
