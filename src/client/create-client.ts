import createRawClient, { type Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../../generated/openapi.d.ts';
import { readBaseUrl } from './base-url.ts';
import { type CallOptions, createCall } from './call.ts';
import { type Customers, createCustomers } from './customers.ts';
import { createEvents, type Events } from './events.ts';
import { writePath } from './path.ts';
import { type RetryPolicy, retryingFetch } from './retrying-fetch.ts';
import type { ApiVersion } from './shapes.ts';
import { REAL_TIMING, type Timing } from './timing.ts';

export interface ClientOptions {
  /** Where the API is, with or without `/v2` and a slash at the end. */
  readonly baseUrl: string;
  /** `rk_sandbox_…` or `rk_live_…`. */
  readonly apiKey: string;
  /** How long one attempt may take, in milliseconds; 30 s unless given. */
  readonly timeoutMs?: number | undefined;
  /** How many attempts may follow the first; 2 unless given. Only what is safe to repeat is repeated. */
  readonly retries?: number | undefined;
  /** The longest wait to grant a server that asks for one, in milliseconds; 60 s unless given. */
  readonly longestWaitMs?: number | undefined;
  /** The API version to ask for. */
  readonly version?: ApiVersion | undefined;
  /** In place of the global `fetch`, for a proxy or a test. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** In place of the system's clock and chance, for a test. */
  readonly timing?: Partial<Timing> | undefined;
}

/** One member a resource of the API, each in the file of its name. */
export interface Client {
  readonly customers: Customers;
  readonly events: Events;
  /** Every operation by its path, with the same key, timeouts and retries, but answering `{data, error, response}`. */
  readonly raw: OpenApiClient<paths>;
}

/** @throws TypeError when the base URL or the key cannot be one. */
export function createClient(options: ClientOptions): Client {
  const policy: RetryPolicy = {
    fetch: options.fetch ?? ((request) => globalThis.fetch(request)),
    timeoutMs: options.timeoutMs ?? 30_000,
    retries: options.retries ?? 2,
    longestWaitMs: options.longestWaitMs ?? 60_000,
    timing: { ...REAL_TIMING, ...options.timing },
  };
  const send = (request: Request, { timeoutMs, retries }: CallOptions = {}) =>
    retryingFetch(request, {
      ...policy,
      timeoutMs: timeoutMs ?? policy.timeoutMs,
      retries: retries ?? policy.retries,
    });
  const raw = createRawClient<paths>({
    baseUrl: readBaseUrl(options.baseUrl),
    headers: { 'x-api-key': readKey(options.apiKey), 'RevKeen-Version': options.version ?? '2026-05-01' },
    // A redirect would carry the key to wherever it leads.
    redirect: 'manual',
    pathSerializer: writePath,
    fetch: send,
  });
  const call = createCall(send);
  return { customers: createCustomers(raw, call), events: createEvents(raw, call), raw };
}

/** Checked here because `fetch` quotes a header that it cannot send, and this one is a secret. */
function readKey(text: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new TypeError('apiKey must be the key alone, without spaces, line breaks or other characters.');
}
