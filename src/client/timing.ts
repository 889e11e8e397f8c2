/** The clock, the random source and the timer of the client. A test can replace them. */
export interface Timing {
  /** Returns the time in UNIX milliseconds. */
  now(): number;
  /** Returns a number from 0 to 1, without 1. */
  random(): number;
  /** Resolves after the given time. Rejects with the reason of the signal as soon as the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const REAL_TIMING: Timing = { now: Date.now, random: Math.random, sleep };

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const wake = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', wake);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted) wake();
  });
}
