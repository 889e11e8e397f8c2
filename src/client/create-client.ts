import createRawClient, { type Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../../generated/openapi.d.ts';
import { readBaseUrl } from './base-url.ts';
import { type CallOptions, createCall } from './call.ts';
import { checkPath } from './checks/check-arguments.ts';
import { checkFunction, checkMilliseconds, checkTiming, checkWholeNumber } from './checks/check-options.ts';
import { invalid, wrongType } from './checks/invalid.ts';
import { type Customers, createCustomers } from './customers.ts';
import { createEvents, type Events } from './events.ts';
import { pathWriter } from './path-writer.ts';
import { retryingFetch } from './retrying-fetch.ts';
import type { ApiVersion } from './shapes.ts';
import { createSyncStates, type SyncStates } from './sync-states.ts';
import { REAL_TIMING, type Timing } from './timing.ts';

export interface ClientOptions {
  /** The URL of the API, with or without `/v2` and a slash at the end. */
  readonly baseUrl: string;
  /** `rk_sandbox_…` or `rk_live_…`. */
  readonly apiKey: string;
  /** The time limit of one attempt, in milliseconds from 1 to 2147483647. Default: 30000. */
  readonly timeoutMs?: number | undefined;
  /** The number of attempts after the first, a whole number from 0. Default: 2. Only safe requests are repeated. */
  readonly retries?: number | undefined;
  /**
   * The longest wait before a retry, in milliseconds from 0 to 2147483647. If the server requests a longer wait, the
   * client does not retry. Default: 60000.
   */
  readonly longestWaitMs?: number | undefined;
  /** The API version to request. Default: 2026-05-01. */
  readonly version?: ApiVersion | undefined;
  /** A function to use instead of the global `fetch`, for a proxy or a test. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** A clock, a random source and a timer to use instead of those of the system, for a test. */
  readonly timing?: Partial<Timing> | undefined;
}

/** The client of the API, with one member for each resource. */
export interface Client {
  readonly customers: Customers;
  readonly events: Events;
  readonly syncStates: SyncStates;
  /** Every operation by its path, with the same key, timeouts and retries. A call returns `{data, error, response}`. */
  readonly raw: OpenApiClient<paths>;
}

/**
 * Creates a client. An argument or an option that does not have its declared type rejects the call with a TypeError
 * that names it, and the client sends no request. This also applies to calls from JavaScript.
 *
 * @throws TypeError that names an option that is missing or out of its range.
 */
export function createClient(options: ClientOptions): Client {
  checkOptions(options);
  const { timeoutMs = 30_000, retries = 2, longestWaitMs = 60_000, version = '2026-05-01' } = options;
  const { fetch = (request: Request) => globalThis.fetch(request), timing = {} } = options;
  const { now = REAL_TIMING.now, random = REAL_TIMING.random, sleep = REAL_TIMING.sleep } = timing;
  const policy = { fetch, timeoutMs, retries, longestWaitMs, timing: { now, random, sleep } };
  const send = (request: Request, call: CallOptions = {}) =>
    retryingFetch(request, {
      ...policy,
      timeoutMs: call.timeoutMs ?? timeoutMs,
      retries: call.retries ?? retries,
    });
  const raw = createRawClient<paths>({
    baseUrl: readBaseUrl(options.baseUrl),
    headers: { 'x-api-key': readKey(options.apiKey), 'RevKeen-Version': version },
    // With automatic redirects, the client would send the API key to the target of the redirect.
    redirect: 'manual',
    pathSerializer: pathWriter('raw'),
    fetch: send,
  });
  // Without path parameters, the raw client does not call the path serializer and would send the braces.
  raw.use({
    onRequest: ({ schemaPath, params }) => {
      if (!params.path) checkPath('raw', schemaPath, {});
    },
  });
  const call = createCall(send);
  return {
    customers: createCustomers(raw, call),
    events: createEvents(raw, call),
    syncStates: createSyncStates(raw, call),
    raw,
  };
}

/** @throws TypeError */
function checkOptions(options: ClientOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('createClient requires an object of options with baseUrl and apiKey.');
  }
  const { timeoutMs, retries, longestWaitMs, version, fetch, timing } = options;
  if (timeoutMs !== undefined) checkMilliseconds('timeoutMs', timeoutMs, 1);
  if (retries !== undefined) checkWholeNumber('retries', retries, 0);
  if (longestWaitMs !== undefined) checkMilliseconds('longestWaitMs', longestWaitMs, 0);
  if (version !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(version)) {
    throw invalid('version', 'be a date such as 2026-05-01');
  }
  checkFunction('fetch', fetch);
  checkTiming(timing);
}

/** Checks the API key, because the error of `fetch` would quote an invalid header, and this one is a secret. */
function readKey(text: string): string {
  if (typeof text !== 'string') {
    throw wrongType('apiKey', 'a string such as rk_sandbox_…', text);
  }
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw invalid('apiKey', 'be only the API key, without spaces, line breaks or other characters');
}
