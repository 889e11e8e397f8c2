import type { App } from '../http/server/app.ts';
import { type ConnectionLimits, DEFAULT_LIMITS } from '../http/server/connection-limits.ts';
import { listen } from '../http/server/listen.ts';
import type { ServerErrors } from './server-errors.ts';

/** Something that answers on a free port of this machine. */
export interface Serving {
  /** `http://127.0.0.1:49152`. */
  readonly origin: string;
  readonly faults: ServerErrors;
  /** @throws Error when the server broke the contract. */
  stop(): Promise<void>;
}

/** How long running requests may take to end before a stop or a reset goes on, in milliseconds. */
export const GRACE_MS = 1000;

/**
 * Listens for an app under test.
 *
 * @param close what to do when all requests have ended.
 * @param limits those that differ from the usual ones.
 */
export async function serveApp(
  app: App,
  faults: ServerErrors,
  close: () => Promise<void> = async () => {},
  limits: Partial<ConnectionLimits> = {},
): Promise<Serving> {
  const listening = await listen(app.listener, {
    host: '127.0.0.1',
    port: 0,
    limits: { ...DEFAULT_LIMITS, ...limits },
  });
  const stop = async () => {
    await listening.drain(GRACE_MS);
    await close();
    faults.raise();
  };
  return { origin: listening.url, faults, stop };
}
