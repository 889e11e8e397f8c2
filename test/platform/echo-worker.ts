/**
 * A worker that responds with the request, or fails in the way that the request names. A list is several requests in
 * one message. Each request that begins with "event" also posts an event.
 */
import { parentPort } from 'node:worker_threads';
import { serveRequests } from '../../src/platform/serve-requests.ts';

export const ECHO_WORKER = new URL(import.meta.url);

/** Ends when a request "release" arrives. */
const released = Promise.withResolvers<void>();

async function respond(request: unknown): Promise<unknown> {
  if (request === 'throw') throw Object.assign(new Error('It threw.'), { code: 'E_THREW' });
  if (request === 'exit') process.exit(3);
  if (request === 'function') return () => {};
  if (request === 'wait') await released.promise;
  if (request === 'block') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  if (request === 'release') released.resolve();
  if (typeof request === 'string' && request.startsWith('event')) postEvent?.(request);
  return request;
}

const postEvent =
  parentPort &&
  serveRequests<unknown, unknown, string>(parentPort, {
    handleEach: (message) => {
      if (message === 'unreadable') throw new Error('The message is unreadable.');
      return Array.isArray(message) ? message.map(respond) : [respond(message)];
    },
    close: () => {},
  });
