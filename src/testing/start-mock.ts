import { type Client, createClient } from '../client/create-client.ts';
import { loadContract } from '../contract/load.ts';
import { createMockApi } from '../http/server/create-mock-api.ts';
import { listen } from '../http/server/listen.ts';
import { Mock } from '../mock/mock.ts';
import { ServerErrors } from './server-errors.ts';

export interface MockServerOptions {
  /** Generates values if a request does not select an example. Default: false. */
  readonly dynamic?: boolean | undefined;
  /** Origins whose pages may call the mock; `*` allows every origin. Default: none. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Validates each response against the spec. Default: true. */
  readonly validateResponses?: boolean | undefined;
}

export interface MockServer extends AsyncDisposable {
  /** The base URL, such as `http://127.0.0.1:49152/v2`. */
  readonly url: string;
  /** An API key. The mock accepts every API key. */
  readonly key: string;
  /** The typed client of upsertd, with that API key. */
  readonly client: Client;
  /** Stops the mock. @throws Error if the mock broke the contract, which is a bug in upsertd. */
  stop(): Promise<void>;
}

/** How long running requests may take to end; milliseconds. */
const GRACE_MS = 1000;

/**
 * Starts the mock in this process, on a free port of this machine.
 *
 * @throws MissingPackageError if `dynamic` is set and npm has omitted the optional dependencies of upsertd.
 */
export async function startMock(options: MockServerOptions = {}): Promise<MockServer> {
  const { dynamic = false, corsOrigins = [], validateResponses = true } = options;
  const contract = loadContract();
  const errors = new ServerErrors();
  const mock = new Mock({ contract, isDynamic: dynamic });
  const api = createMockApi({
    contract,
    corsOrigins,
    validateResponses,
    respond: (...request) => mock.respond(...request),
    ...errors.hooks,
  });
  if (dynamic) await mock.warm();
  const listening = await listen(api.listener, {
    host: '127.0.0.1',
    port: 0,
    messageClasses: api.messageClasses,
  });
  await api.warm();
  const url = `${listening.url}/v2`;
  const key = 'any-key';
  const stop = async () => {
    await listening.drain(GRACE_MS);
    errors.raise();
  };
  return { url, key, client: createClient({ baseUrl: url, apiKey: key }), stop, [Symbol.asyncDispose]: stop };
}
