import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a vendor's server has received. */
export interface VendorRequest {
  readonly method: string;
  readonly path: string;
  /** Path and query as they were sent. */
  readonly target: string;
  /** Decoded, in the order of the URL. */
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** A response before it is written. A body that is a text is sent unchanged; any other one is JSON that may contain bigints. */
export interface VendorResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A fault that a test puts before the next requests: a response instead of the server's own, or a broken connection. */
export type Fault = VendorResponse | 'disconnect';

/** A loopback server that imitates the API of a vendor. A subclass answers the requests. */
export abstract class VendorServer {
  /** All requests, the oldest first. */
  readonly requests: VendorRequest[] = [];
  /** Called before each request, for example to change people during a walk. */
  onRequest: (request: VendorRequest, number: number) => void = () => {};
  /** The server's time in UNIX milliseconds, which its Date header and its changes have. */
  clock: () => number = Date.now;
  readonly #faults: Fault[] = [];
  readonly #server: Server;

  protected constructor() {
    this.#server = createServer((request, response) => this.#handle(request, response));
  }

  protected abstract respond(request: VendorRequest): VendorResponse;

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Responds to the next requests with these faults instead. */
  fail(...faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #handle(incoming: IncomingMessage, response: ServerResponse): void {
    const url = new URL(incoming.url ?? '', this.origin);
    const request: VendorRequest = {
      method: incoming.method ?? '',
      path: url.pathname,
      target: incoming.url ?? '',
      query: url.searchParams,
      headers: incoming.headers,
    };
    this.requests.push(request);
    this.onRequest(request, this.requests.length);
    const result = this.#faults.shift() ?? this.respond(request);
    if (result === 'disconnect') {
      incoming.socket.destroy();
      return;
    }
    const { status = 200, headers = {}, body } = result;
    const text = typeof body === 'string' ? body : serialize(body);
    response.sendDate = false;
    response.writeHead(status, {
      'content-type': 'application/json',
      date: new Date(this.clock()).toUTCString(),
      ...headers,
    });
    response.end(text);
  }
}

/** Serialises a JSON value, with each bigint as a number of all its digits. */
function serialize(body: unknown): string {
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };
  return JSON.stringify(body, (_key, value) => (typeof value === 'bigint' ? rawJSON(String(value)) : value));
}

/** A limit of the rate that refuses each n-th request. */
export interface Throttle {
  readonly every: number;
  /** The value of Retry-After in seconds. Default: no such header. */
  readonly retryAfter?: number;
}

/** Returns the refusal of the request that has this number, counted from 1; undefined if the throttle lets it pass. */
export function throttled(throttle: Throttle | null, count: number): VendorResponse | undefined {
  if (throttle === null || count % throttle.every !== 0) return undefined;
  const headers = throttle.retryAfter === undefined ? {} : { 'retry-after': String(throttle.retryAfter) };
  return { status: 429, headers, body: { message: 'Too many requests' } };
}
