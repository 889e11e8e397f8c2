import { type Client, createClient } from '../client/create-client.ts';
import { loadContract } from '../contract/load.ts';
import { createMockApi } from '../http/server/create-mock-api.ts';
import { Mock } from '../mock/mock.ts';
import { serveApp } from './serve-app.ts';
import { ServerErrors } from './server-errors.ts';

export interface MockServerOptions {
  /** Invent values where a request does not ask for an example; false unless given. */
  readonly dynamic?: boolean | undefined;
  /** Origins whose pages may call, `*` for any; none unless given. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Hold every answer against the spec; true unless given. */
  readonly validateResponses?: boolean | undefined;
}

export interface MockServer extends AsyncDisposable {
  /** The base URL, such as `http://127.0.0.1:49152/v2`. */
  readonly url: string;
  /** One of the keys that it takes: it takes any. */
  readonly key: string;
  /** The product's own client with that key. */
  readonly client: Client;
  /** Ends it. @throws Error when it broke the contract, which would be a fault of ours. */
  stop(): Promise<void>;
}

/** Starts the mock in this process, on a free port of this machine. */
export async function startMock(options: MockServerOptions = {}): Promise<MockServer> {
  const { dynamic = false, corsOrigins = [], validateResponses = true } = options;
  const contract = loadContract();
  const faults = new ServerErrors();
  const mock = new Mock({ contract, isDynamic: dynamic });
  const api = createMockApi({
    contract,
    corsOrigins,
    validateResponses,
    respond: (...request) => mock.respond(...request),
    onEnd: faults.onEnd,
    onViolation: faults.onViolation,
  });
  const { origin, stop } = await serveApp(api, faults);
  await Promise.all([mock.warm(), api.warm()]);
  const url = `${origin}/v2`;
  const key = 'any-key';
  return { url, key, client: createClient({ baseUrl: url, apiKey: key }), stop, [Symbol.asyncDispose]: stop };
}
