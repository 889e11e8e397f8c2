import { existsSync } from 'node:fs';
import type { Fixtures } from '../cli/seed/fixtures.ts';
import { type Client, createClient } from '../client/create-client.ts';
import { readSecret } from '../domain/keys/key-gate.ts';
import type { Mode } from '../domain/tenant.ts';
import { type CreateServerOptions, createServer } from '../server/create-server.ts';
import { MovableClock } from './movable-clock.ts';
import { RequestGate } from './request-gate.ts';
import { ServerErrors } from './server-errors.ts';
import { TestData } from './test-data.ts';

export interface ServerOptions
  extends Pick<
    CreateServerOptions,
    'casing' | 'unknownFields' | 'sharedEmails' | 'emailMatch' | 'corsOrigins' | 'rateLimits'
  > {
  /** A sandbox key that the server accepts, as `upsertd keys generate` makes them. Default: a new one. */
  readonly key?: string | undefined;
  /** Validates each response against the spec. Default: true. */
  readonly validateResponses?: boolean | undefined;
  /** A new file for the data. Default: the data is in memory, which is faster. */
  readonly file?: string | undefined;
}

export interface KeyOptions {
  /** The data that the API key can access. Default: sandbox. */
  readonly mode?: Mode | undefined;
  /** The scopes of the API key, such as `customers:read`. Default: all. */
  readonly scopes?: readonly string[] | undefined;
  /** The address ranges from which the API key can be used. Default: all. */
  readonly cidrs?: readonly string[] | undefined;
  /** When the API key expires, in UNIX milliseconds of the server's clock. Default: never. */
  readonly expiresAt?: number | undefined;
}

export interface Server extends AsyncDisposable {
  /** The base URL, such as `http://127.0.0.1:49152/v2`. */
  readonly url: string;
  /** A sandbox API key with every scope. */
  readonly key: string;
  /** A typed client that sends requests to `url` with the API key `key`. */
  readonly client: Client;
  /** The server's clock. */
  readonly clock: MovableClock;
  /** Adds an API key of the same merchant. A reset keeps it. */
  addKey(options?: KeyOptions): Promise<string>;
  /**
   * Inserts customers and their records as sandbox data: fixtures, the path of a file with fixtures, or `clinic`, which
   * ships with upsertd. @throws Error that lists every error of the fixtures.
   */
  seed(fixtures: string | Fixtures): Promise<void>;
  /**
   * Restores the seeded data, with the same ids, or an empty database. The clock follows the system clock again. API keys
   * remain.
   *
   * Running requests end first, with the data from before the reset. Requests that arrive during the reset wait for it and
   * use the new data. A request that takes longer than 1 s to end, such as one whose body is still arriving, does not
   * delay the reset and uses the new data too. Several resets run one after another.
   *
   * @throws Error if the server was stopped.
   */
  reset(): Promise<void>;
  /** Stops the server. @throws Error if the server broke the contract, which is a bug in upsertd. */
  stop(): Promise<void>;
}

/** How long running requests may take to end before a stop or a reset proceeds; milliseconds. */
const GRACE_MS = 1000;

/**
 * Starts the server in this process, on a free port of this machine.
 *
 * @throws TypeError if the key is not a sandbox key; Error if the file exists already.
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const { key: known, file, validateResponses = true, ...others } = options;
  const provisioned = known === undefined ? undefined : readSecret(known);
  if (provisioned === null || provisioned?.mode === 'live') {
    throw new TypeError('key must be a sandbox key; upsertd keys generate makes one.');
  }
  if (file !== undefined && existsSync(file)) {
    throw new Error(`${file} is there already, and a reset would empty it; name a new file.`);
  }
  const clock = new MovableClock();
  const errors = new ServerErrors();
  const gate = new RequestGate(GRACE_MS);
  const data = new TestData(file);
  const server = await createServer(
    {
      ...others,
      database: `sqlite:${file ?? ':memory:'}`,
      validateResponses,
      clock: () => clock.now(),
      version: 'test',
    },
    {
      ...errors.hooks,
      openStore: data.openStore,
      prepare: async ({ contract }) => data.useSchemasOf(contract.document),
      wrapListener: (listener) => gate.guard(listener),
    },
  );
  await server.warm();
  const tenant = { merchantId: await data.addMerchant(), mode: 'sandbox' } as const;
  const addKey = (more: KeyOptions = {}) =>
    data.addKey({ ...tenant, name: 'test key', ...more, mode: more.mode ?? 'sandbox' });
  const key = await data.addKey({ ...tenant, name: 'test key' }, provisioned?.secret);
  const url = `${server.url}/v2`;
  const stop = async () => {
    await server.stop(GRACE_MS);
    errors.raise();
  };
  return {
    url,
    key,
    client: createClient({ baseUrl: url, apiKey: key }),
    clock,
    addKey,
    seed: (fixtures) => data.seed(tenant, fixtures, clock.now()),
    reset: () =>
      data.reset((replace) =>
        gate.closeDuring(async () => {
          // Not earlier: the clock would change while a request is running.
          clock.reset();
          await replace();
        }),
      ),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
