import type { Duplex } from 'node:stream';

/** The connections on which the body of a request may take longer than the request timeout. */
const slow = new WeakSet<Duplex>();

/**
 * Lets the body of the current request take longer than the request timeout. The caller ends a request that stalls.
 *
 * @returns ends the exception.
 */
export function allowSlowBody(socket: Duplex): () => void {
  slow.add(socket);
  return () => slow.delete(socket);
}

export function maySendSlowly(socket: Duplex): boolean {
  return slow.has(socket);
}
