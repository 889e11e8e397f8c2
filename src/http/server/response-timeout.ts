import type { ServerResponse } from 'node:http';

/** No timer waits longer: some 24 days, in milliseconds. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Cuts a client off that does not take its answer in time: until it does, the answer is in our memory.
 *
 * @param limitMs counted from when the whole answer is ready to go.
 */
export function limitResponseTime(response: ServerResponse, limitMs: number): void {
  response.on('prefinish', () => {
    // A client that has gone by now takes nothing, and its connection tells no second time that it is closed.
    if (response.destroyed) return;
    // Most answers are with the system by now, and no longer in our memory.
    if (response.socket?.writableLength === 0) return;
    const cutOff = () => {
      if (!response.writableFinished) response.socket?.destroy();
    };
    // It may just have been taken, and we were too busy to notice.
    const timer = setTimeout(() => setImmediate(cutOff), Math.min(limitMs, LONGEST_TIMER_MS));
    response.once('close', () => clearTimeout(timer));
  });
}
