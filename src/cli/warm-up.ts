import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../http/server/app.ts';

/** How long those who ask at once have the server to themselves. */
const HEAD_START_MS = 50;

/** Prepares a server for all that may be asked of it, unless it is stopped before it comes to that. */
export async function warmUp(app: App, stopped: Promise<unknown>): Promise<void> {
  const isStopped = await Promise.race([
    stopped.then(() => true),
    sleep(HEAD_START_MS, false, { ref: false }),
  ]);
  if (!isStopped) await app.warm();
}
