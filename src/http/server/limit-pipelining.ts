import type { Socket } from 'node:net';
import { ClientConnection } from './connection.ts';

/** The number of requests of one connection without a complete response at which the server stops reading from it. */
const MAX_UNANSWERED = 16;

/** The end of the headers of a request. */
const HEADERS_END = Buffer.from('\r\n\r\n');

/** The smallest part of pipelined bytes that is parsed at once. It contains at most one request with an API key, or two without. Bytes. */
const MIN_PART_BYTES = 64;

/**
 * The number of bytes of one connection that are parsed in one turn of the event loop. Node would read and parse 2 MiB of
 * each connection before it serves another request.
 */
const TURN_BYTES = 64 * 1024;

/** What a connection has sent, and what the server has done with it. */
interface Input {
  /** The bytes that were parsed since the connection last gave others a turn. */
  parsedBytes: number;
  /** Whether the connection has parsed a part in this turn of the event loop, and has more to parse. */
  isYielding: boolean;
  /** Whether this module has paused the connection because too many requests are unanswered. */
  isHeld: boolean;
}

/**
 * Lets a connection have only a few unanswered requests. Node would parse all requests of a chunk of 64 KiB at once, and
 * each of up to 2,500 requests takes several kilobytes. This function parses such a chunk in parts, one in each turn of the
 * event loop, so that a request which reads much from the database ends before the next one begins. It pauses the
 * connection while MAX_UNANSWERED requests wait. The rest of the chunk stays in the buffer of the socket. A large body takes
 * several turns too, so that many uploads at once do not delay other requests.
 *
 * @param socket of a server; Node has just added its own listener.
 */
export function limitPipelining(socket: Socket): void {
  const [parse] = socket.listeners('data') as ((bytes: Buffer) => void)[];
  if (!parse) return;
  const connection = ClientConnection.of(socket);
  const input: Input = { parsedBytes: 0, isYielding: false, isHeld: false };
  const isFull = () => connection.unanswered >= MAX_UNANSWERED;
  connection.onResponseClosed = () => {
    if (!input.isHeld || isFull()) return;
    input.isHeld = false;
    socket.resume();
  };
  socket.removeListener('data', parse);
  socket.on('data', (bytes: Buffer) => {
    if (isFull()) input.isHeld = true;
    if (input.isHeld || input.isYielding || isPaused(socket)) {
      putBack(socket, bytes);
      return;
    }
    const before = connection.unanswered;
    const end = endOfPart(bytes);
    parse.call(socket, end < bytes.length ? bytes.subarray(0, end) : bytes);
    // A refusal ends the connection, and drops its input.
    if (connection.isRefused || socket.destroyed) return;
    if (end < bytes.length) putBack(socket, bytes.subarray(end));
    input.parsedBytes += end;
    const hasMoreRequests = socket.readableLength > 0 && connection.unanswered > before;
    if (end < bytes.length || hasMoreRequests || input.parsedBytes >= TURN_BYTES) yieldTurn(socket, input);
  });
}

function putBack(socket: Socket, bytes: Buffer): void {
  socket.pause();
  socket.unshift(bytes);
}

/** Parses the next part in the next turn of the event loop, although Node resumes the socket after each response. */
function yieldTurn(socket: Socket, input: Input): void {
  input.isYielding = true;
  input.parsedBytes = 0;
  socket.pause();
  setImmediate(() => {
    input.isYielding = false;
    if (!socket.destroyed && !input.isHeld) socket.resume();
  });
}

/**
 * A body that is not read pauses the socket. Node also pauses it, and its parser, while the client does not read its
 * responses. Node resumes the socket then, and its parser accepts no bytes before that.
 */
function isPaused(socket: Socket): boolean {
  // The types lack this property of Node.
  return socket.isPaused() || (socket as { _paused?: boolean })._paused === true;
}

/** Returns the length of the part to parse next: everything, unless it contains the headers of several requests. */
function endOfPart(bytes: Buffer): number {
  const first = bytes.indexOf(HEADERS_END);
  if (first < 0) return bytes.length;
  const end = first + HEADERS_END.length;
  const isLast = end === bytes.length || bytes.indexOf(HEADERS_END, end) < 0;
  return isLast ? bytes.length : Math.min(bytes.length, Math.max(end, MIN_PART_BYTES));
}
