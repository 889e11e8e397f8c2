import type { Fixtures } from '../cli/seed/fixtures.ts';
import { type Client, createClient } from '../client/create-client.ts';
import { readSecret } from '../domain/api-key.ts';
import type { Mode } from '../domain/tenant.ts';
import type { MovableClock } from './movable-clock.ts';
import { type StartApiOptions, startApi } from './start-api.ts';

export interface ServerOptions
  extends Omit<StartApiOptions, 'metricsToken' | 'trustedProxies' | 'hstsSeconds'> {
  /** A sandbox key to know before the start, as `upsertd keys generate` makes them; a new one unless given. */
  readonly key?: string | undefined;
}

export interface KeyOptions {
  /** Which data it opens; sandbox unless given. */
  readonly mode?: Mode | undefined;
  /** What it may do, such as `customers:read`; all unless given. */
  readonly scopes?: readonly string[] | undefined;
  /** Address ranges that it may be used from; any unless given. */
  readonly cidrs?: readonly string[] | undefined;
  /** From when on it is refused, in UNIX milliseconds of the server's clock; never unless given. */
  readonly expiresAt?: number | undefined;
}

export interface Server extends AsyncDisposable {
  /** The base URL, such as `http://127.0.0.1:49152/v2`. */
  readonly url: string;
  /** A sandbox key that may do everything. */
  readonly key: string;
  /** The product's own client with that key. */
  readonly client: Client;
  /** The server's time. */
  readonly clock: MovableClock;
  /** Makes another key of the same merchant. A reset keeps it. */
  addKey(options?: KeyOptions): Promise<string>;
  /**
   * Plants customers and their records as sandbox data: fixtures, the path of a file of them, or `clinic`, which comes
   * with the program. @throws Error naming every fault of the fixtures.
   */
  seed(fixtures: string | Fixtures): Promise<void>;
  /**
   * Back to what was seeded, under the same ids, or to nothing; the clock runs with the system's again. Keys stay.
   *
   * Requests that are running end first, with the data from before; those that come meanwhile wait and are answered
   * from the new data. A request that takes longer than 1 s to end, such as one whose body is still on its way, is not
   * waited for, and is answered from the new data too. Several resets run one after another.
   *
   * @throws Error when the server was stopped.
   */
  reset(): Promise<void>;
  /** Ends it. @throws Error when it broke the contract, which would be a fault of ours. */
  stop(): Promise<void>;
}

/**
 * Starts the product in this process, on a free port of this machine.
 *
 * @throws TypeError when the key is not a sandbox key; Error when the file is there already.
 */
export async function startServer({ key: known, ...options }: ServerOptions = {}): Promise<Server> {
  const provisioned = known === undefined ? undefined : readSecret(known);
  if (provisioned === null || provisioned?.mode === 'live') {
    throw new TypeError('key must be a sandbox key; upsertd keys generate makes one.');
  }
  const { origin, data, clock, reset, stop } = await startApi(options);
  const tenant = { merchantId: await data.addMerchant(), mode: 'sandbox' } as const;
  const addKey = (more: KeyOptions = {}) =>
    data.addKey({ ...tenant, name: 'test key', ...more, mode: more.mode ?? 'sandbox' });
  const key = await data.addKey({ ...tenant, name: 'test key' }, provisioned?.secret);
  const url = `${origin}/v2`;
  return {
    url,
    key,
    client: createClient({ baseUrl: url, apiKey: key }),
    clock,
    addKey,
    seed: (fixtures) => data.seed(tenant, fixtures, clock.now()),
    reset,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
