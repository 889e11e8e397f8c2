import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../http/server/app.ts';

/** The delay of the warm-up, so that it does not slow down the first requests. */
const WARM_UP_DELAY_MS = 50;

/** Prepares a server for all operations, unless the server is stopped first. */
export async function warmUp(app: Pick<App, 'warm'>, stopped: Promise<unknown>): Promise<void> {
  const isStopped = await Promise.race([
    stopped.then(() => true),
    sleep(WARM_UP_DELAY_MS, false, { ref: false }),
  ]);
  if (!isStopped) await app.warm();
}
