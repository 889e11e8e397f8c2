import { version } from '../../src/cli/version.ts';
import { issueKey } from '../../src/domain/keys/api-keys.ts';
import { makeId } from '../../src/platform/ids.ts';
import { createServer } from '../../src/server/create-server.ts';
import { sendExampleRequests } from './example-requests.ts';

/** The time that the pages show, in UNIX milliseconds. */
export const NOW = Date.parse('2026-11-23T12:00:00Z');

const DAY_MS = 86_400_000;

export const TOKEN = 'a-token-for-the-screenshots';

export interface ExampleServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a server in memory that has received the requests of a small clinic in the last hour. */
export async function startExampleServer(): Promise<ExampleServer> {
  let now = NOW - DAY_MS;
  const server = await createServer({
    database: 'sqlite::memory:',
    docs: true,
    consoleToken: TOKEN,
    clock: () => now,
    version: version(),
  });
  await server.warm();
  const createdAt = now;
  const merchant = { id: makeId(), name: 'Storgata Clinic', createdAt };
  await server.store.merchants.add(merchant);
  const request = { merchantId: merchant.id, mode: 'sandbox', name: 'PracticeHub sync' } as const;
  const { secret } = await issueKey(server.store, request, {
    id: makeId(),
    now: createdAt,
    by: 'command line (anna)',
    secret: undefined,
  });
  await sendExampleRequests(server.url, secret, (minutesAgo) => {
    now = NOW - minutesAgo * 60_000;
  });
  now = NOW;
  return { url: server.url, stop: () => server.stop(1000) };
}
