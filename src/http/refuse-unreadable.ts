import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { unreadable } from '../domain/problem.ts';
import { problemAnswer } from './problem-answer.ts';
import { makeRequestId } from './request-id.ts';

/** By Node's error code: what came, and the status that HTTP has for it. */
const CAUSES: Readonly<Record<string, { readonly status: number; readonly message: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    message: 'The request line and the headers are too large together. Send less.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'The request did not arrive in time. Send it again.' },
};
const NOT_HTTP = {
  status: 400,
  message:
    'The request is not HTTP/1.1. Check that the path is percent-encoded and the headers are complete.',
};

/** How long a client that was refused may go on sending, so that it does not lose the answer to a closed socket. */
const LINGER_MS = 2000;

/** Answers, in the shape of every error, what Node could not read as a request, and hangs up. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (socket.writableEnded) return;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  if (isAnswering(socket)) {
    (socket as Socket).destroySoon();
    return;
  }
  const { status, message } = CAUSES[error.code ?? ''] ?? NOT_HTTP;
  const requestId = makeRequestId();
  const body = JSON.stringify(problemAnswer(unreadable('validation_error', message), requestId).body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `X-Request-Id: ${requestId}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  hangUp(socket);
}

/**
 * Whether a response has begun on the connection: a second one would be read as a part of its body. Node's own handler
 * looks at the same property, which it does not document.
 */
function isAnswering(socket: Duplex & { readonly _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent === true;
}

/** A socket that only we have ended would stay for as long as its client likes. */
function hangUp(socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}
