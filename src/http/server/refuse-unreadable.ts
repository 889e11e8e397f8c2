import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { unreadable } from '../../domain/problem.ts';
import { problemResponse } from '../../writes/responses.ts';
import { makeRequestId } from '../request/request-head.ts';
import { ClientConnection, LONGEST_TIMER_MS } from './connection.ts';
import { maySendSlowly } from './slow-bodies.ts';

/** Why a request is refused before the pipeline, and the HTTP status for it. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** The refusal for each error code of Node. */
const CAUSES: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    message: 'The request line and the headers are too large together. Send less.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'The request did not arrive in time. Send it again.' },
};

export const NOT_HTTP: Refusal = {
  status: 400,
  message:
    'The request is not HTTP/1.1. Check that the path is percent-encoded and the headers are complete.',
};

export const TWO_HOSTS: Refusal = {
  status: 400,
  message: 'The request has more than one Host header. Send exactly one.',
};

const NO_TUNNEL: Refusal = {
  status: 400,
  message: 'This server is not a proxy, so CONNECT is not possible. Send the request itself.',
};

/** How long a refused client may continue to send; milliseconds. If the socket closed at once, the response could be lost. */
const LINGER_MS = 2000;

/**
 * Refuses a request that Node could not parse, with a standard error body, and closes the connection.
 *
 * @param limitMs how long the responses before it may take, in milliseconds.
 */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex, limitMs: number): void {
  if (socket.writableEnded) return;
  // Node reports the timeout of a request once, and continues if this handler does nothing.
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && maySendSlowly(socket)) return;
  if (error.code === 'HPE_PAUSED') {
    holdBack(error, socket);
    return;
  }
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  refuse(CAUSES[error.code ?? ''] ?? NOT_HTTP, socket, limitMs);
}

/** The bytes of each connection that arrived while its parser was paused, in their order. */
const unparsed = new WeakMap<Duplex, Buffer[]>();

/**
 * Keeps bytes until the parser continues. Node pauses it, and the connection, while a client does not read its responses.
 * But what TLS has received by then, at most one read of 64 KiB, still comes to the parser, which reports it as an error.
 */
function holdBack(
  { rawPacket }: NodeJS.ErrnoException & { readonly rawPacket?: Buffer },
  socket: Duplex,
): void {
  if (!rawPacket) return;
  const waiting = unparsed.get(socket);
  if (waiting) {
    waiting.push(rawPacket);
    return;
  }
  unparsed.set(socket, [rawPacket]);
  socket.once('resume', () => {
    const all = Buffer.concat(unparsed.get(socket) ?? []);
    unparsed.delete(socket);
    socket.unshift(all);
  });
}

/** Refuses a CONNECT request, for which Node has removed its own listeners from the connection. */
export function refuseTunnel(socket: Duplex, limitMs: number): void {
  // Without a listener, a reset connection would end the process.
  socket.on('error', () => {});
  // An earlier response that is sent as a stream waits for this.
  socket.on('drain', () => ClientConnection.of(socket).openResponses.earlier[0]?.emit('drain'));
  refuse(NO_TUNNEL, socket, limitMs);
}

/**
 * Writes a refusal to the connection once every earlier request on it has its own response, then closes the connection.
 * If the earlier responses take longer than `limitMs`, closes the connection without the refusal. A request that has
 * a response already gets no second one.
 */
export function refuse(refusal: Refusal, socket: Duplex, limitMs: number): void {
  const connection = ClientConnection.of(socket);
  if (connection.isRefused) return;
  connection.isRefused = true;
  ignoreInput(socket);
  const { earlier, current } = connection.openResponses;
  const timer = setTimeout(() => socket.destroy(), Math.min(limitMs, LONGEST_TIMER_MS));
  socket.once('close', () => clearTimeout(timer));
  const proceed = () => {
    // The last response before it may have closed the connection.
    if (socket.writableEnded || socket.destroyed) return;
    const awaited = [...earlier, ...(current?.headersSent ? [current] : [])].find(({ closed }) => !closed);
    if (awaited) {
      awaited.once('close', proceed);
      return;
    }
    clearTimeout(timer);
    socket.end(current?.headersSent ? undefined : render(refusal));
    destroyLater(socket);
  };
  proceed();
}

/**
 * Drops what the client still sends, so that a request that was refused as too late cannot become complete. When the
 * client ends its side, Node would end ours, and the responses that are due would be lost.
 */
function ignoreInput(socket: Duplex): void {
  socket.removeAllListeners('end');
  socket.removeAllListeners('data');
  socket.on('data', () => {});
}

function render({ status, message }: Refusal): string {
  const requestId = makeRequestId();
  const body = JSON.stringify(problemResponse(unreadable('validation_error', message), requestId).body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `X-Request-Id: ${requestId}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** Destroys the socket after a delay. If only the server ends its side, the client could keep the socket open. */
function destroyLater(socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}
