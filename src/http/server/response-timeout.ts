import type { ServerResponse } from 'node:http';
import { onResponseClosed } from './open-responses.ts';

/** The longest delay of a timer, about 24 days; milliseconds. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Closes the connection if the client does not read a tracked response in time: until then the response takes memory.
 *
 * @param limitMs counted from the moment when the whole response is ready to be sent.
 */
export function limitResponseTime(response: ServerResponse, limitMs: number): void {
  response.on('prefinish', () => {
    // If the connection has closed already, it emits no second close event.
    if (response.destroyed) return;
    // Most responses are in the buffers of the operating system by now, and no longer in our memory.
    if (response.socket?.writableLength === 0) return;
    const closeConnection = () => {
      if (!response.writableFinished) response.socket?.destroy();
    };
    // The client may have read the response while this process was too busy to process the event.
    const timer = setTimeout(() => setImmediate(closeConnection), Math.min(limitMs, LONGEST_TIMER_MS));
    onResponseClosed(response, () => clearTimeout(timer));
  });
}
