import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** The longest delay of a timer, about 24 days; milliseconds. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The responses that a refusal must not overtake. */
export interface OpenResponses {
  /** The responses to the requests that arrived completely. */
  readonly earlier: readonly ServerResponse[];
  /** The response to the request whose body is still arriving. An error on the connection belongs to this request. */
  readonly current: ServerResponse | undefined;
}

const connections = new WeakMap<Duplex, ClientConnection>();

/** The responses of one connection that have not ended, and whether the connection ends with a refusal. */
export class ClientConnection {
  /** Whether the connection ends with a refusal. Requests that come after it are not served. */
  isRefused = false;
  /** Called when a response has closed. */
  onResponseClosed = () => {};
  /** In the order of their requests. */
  readonly #responses: ServerResponse[] = [];

  static of(socket: Duplex): ClientConnection {
    const known = connections.get(socket);
    if (known) return known;
    const connection = new ClientConnection();
    connections.set(socket, connection);
    return connection;
  }

  /** The number of responses that have not closed. */
  get unanswered(): number {
    return this.#responses.filter(({ closed }) => !closed).length;
  }

  get openResponses(): OpenResponses {
    return {
      earlier: this.#responses.filter(({ req, closed }) => req.complete && !closed),
      current: this.#responses.find(({ req }) => !req.complete),
    };
  }

  /** Adds a response until it has been sent or the connection has closed. */
  add(response: ServerResponse): void {
    const { req: request } = response;
    this.#responses.push(response);
    response.on('close', () => {
      // An error on the connection belongs to this request while its body is still arriving, although it has a response.
      if (request.complete) this.#remove(response);
      else request.once('end', () => this.#remove(response));
      this.onResponseClosed();
    });
  }

  /** Closes the connection after its last open response, which says so. @returns whether there are open responses. */
  closeAfterResponses(): boolean {
    const responses = this.#responses.filter(({ closed }) => !closed);
    const last = responses.at(-1);
    if (last && !last.headersSent) last.shouldKeepAlive = false;
    return responses.length > 0;
  }

  #remove(response: ServerResponse): void {
    const index = this.#responses.indexOf(response);
    if (index >= 0) this.#responses.splice(index, 1);
  }
}

/**
 * Returns a listener for the event `prefinish` of responses, when the whole response is ready to be sent. It closes the
 * connection if the client does not read the response in time: until then the response takes memory.
 *
 * @param limitMs counted from the event.
 */
export function limitResponseTime(limitMs: number): (this: ServerResponse) => void {
  return function limit() {
    // If the connection has closed already, it emits no second close event.
    if (this.destroyed) return;
    // Most responses are in the buffers of the operating system by now, and no longer in our memory.
    if (this.socket?.writableLength === 0) return;
    const closeConnection = () => {
      if (!this.writableFinished) this.socket?.destroy();
    };
    // The client may have read the response while this process was too busy to process the event.
    const timer = setTimeout(() => setImmediate(closeConnection), Math.min(limitMs, LONGEST_TIMER_MS));
    this.once('close', () => clearTimeout(timer));
  };
}
