import createRawClient, { type Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../../generated/openapi.d.ts';
import { readBaseUrl } from './base-url.ts';
import { type CallOptions, createCall } from './call.ts';
import { checkPath } from './check-arguments.ts';
import { checkFunction, checkMilliseconds, checkTiming, checkWholeNumber } from './check-options.ts';
import { type Customers, createCustomers } from './customers.ts';
import { createEvents, type Events } from './events.ts';
import { writePath } from './path.ts';
import { type RetryPolicy, retryingFetch } from './retrying-fetch.ts';
import type { ApiVersion } from './shapes.ts';
import { REAL_TIMING, type Timing } from './timing.ts';
import { kindOf } from './value-kind.ts';

export interface ClientOptions {
  /** Where the API is, with or without `/v2` and a slash at the end. */
  readonly baseUrl: string;
  /** `rk_sandbox_…` or `rk_live_…`. */
  readonly apiKey: string;
  /** How long one attempt may take, in milliseconds from 1 to 2147483647. Default: 30000. */
  readonly timeoutMs?: number | undefined;
  /** How many attempts may follow the first, a whole number from 0. Default: 2. Only what is safe to repeat is repeated. */
  readonly retries?: number | undefined;
  /** The longest wait to grant a server that asks for one, in milliseconds from 0 to 2147483647. Default: 60000. */
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

/**
 * Creates a client. Its methods take only what their types say. From JavaScript, an argument or an option of another
 * type rejects the call with a TypeError that names it, and nothing is sent.
 *
 * @throws TypeError that names an option which is missing or out of its range.
 */
export function createClient(options: ClientOptions): Client {
  checkOptions(options);
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
    pathSerializer: (path, values) => {
      checkPath('raw', path, values);
      return writePath(path, values);
    },
    fetch: send,
  });
  // Without any path parameters the raw client writes no path, and would send the braces.
  raw.use({
    onRequest: ({ schemaPath, params }) => {
      if (!params.path) checkPath('raw', schemaPath, {});
    },
  });
  const call = createCall(send);
  return { customers: createCustomers(raw, call), events: createEvents(raw, call), raw };
}

/** @throws TypeError */
function checkOptions(options: ClientOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('createClient needs an object of options with baseUrl and apiKey.');
  }
  const { timeoutMs, retries, longestWaitMs, version, fetch, timing } = options;
  if (timeoutMs !== undefined) checkMilliseconds('timeoutMs', timeoutMs, 1);
  if (retries !== undefined) checkWholeNumber('retries', retries, 0);
  if (longestWaitMs !== undefined) checkMilliseconds('longestWaitMs', longestWaitMs, 0);
  if (version !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(version)) {
    throw new TypeError('version must be a date such as 2026-05-01.');
  }
  checkFunction('fetch', fetch);
  checkTiming(timing);
}

/** Checked here because `fetch` quotes a header that it cannot send, and this one is a secret. */
function readKey(text: string): string {
  if (typeof text !== 'string') {
    throw new TypeError(`apiKey must be a string such as rk_sandbox_…, but it is ${kindOf(text)}.`);
  }
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new TypeError('apiKey must be the key alone, without spaces, line breaks or other characters.');
}
