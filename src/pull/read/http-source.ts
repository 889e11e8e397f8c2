import type { Connector, ResponseAction } from '../connector/connector.ts';
import { errorText } from './error-text.ts';
import { checkHost } from './hosts.ts';
import { readText } from './read-text.ts';
import { parseExactly, type SourceValue, valueAt } from './record-values.ts';
import { responseFailure, unreachable } from './response-failure.ts';
import { backoffDelay, waitAfter } from './retry-after.ts';
import { SourceError } from './source-error.ts';

/** A request for one page, before authentication. */
export interface SourceRequest {
  readonly url: URL;
  readonly json?: unknown;
}

export interface SourceResponse {
  readonly body: SourceValue;
  readonly headers: Headers;
}

export type ResponseListener = (
  request: SourceRequest,
  response: SourceResponse & { readonly status: number },
) => void;

export interface HttpSourceOptions {
  /** Waits; rejects if the run is stopped. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
  /** Receives each response that was read as JSON. */
  readonly onResponse?: ResponseListener | undefined;
}

/** The time limit of one request with its response, in milliseconds. */
const TIMEOUT_MS = 60_000;

/** The number of attempts of one request. */
const ATTEMPTS = 5;

const RETRIED: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Sends the requests of one run to the source, one at a time. It sends the secrets only to the hosts of the connector,
 * follows no redirect, waits as long as the source requests, and bounds each response.
 */
export class HttpSource {
  readonly #connector: Pick<Connector, 'client' | 'endpoint'>;
  readonly #options: HttpSourceOptions;
  readonly #base: URL;
  /** The source's time of the first response, in UNIX milliseconds; undefined before, or if the source sends none. */
  startedAt: number | undefined;
  /** The number of requests. */
  requests = 0;
  #waitMs = 0;

  constructor(connector: Pick<Connector, 'client' | 'endpoint'>, options: HttpSourceOptions) {
    this.#connector = connector;
    this.#options = options;
    this.#base = new URL(connector.client.baseUrl);
  }

  /** @throws SourceError; the reason of the signal if the run is stopped. */
  async fetch(request: SourceRequest): Promise<SourceResponse> {
    checkHost(request.url, this.#base, this.#connector.client.allowedHosts);
    const { sleep } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      if (this.#waitMs > 0) await sleep(this.#waitMs);
      this.#waitMs = 0;
      const result = await this.#attempt(request);
      if ('body' in result) return result;
      if (attempt === ATTEMPTS) throw result.error;
      await sleep(result.delayMs ?? backoffDelay(attempt));
    }
  }

  /** @returns the page, or the error of an attempt that may succeed later. */
  async #attempt(
    request: SourceRequest,
  ): Promise<SourceResponse | { error: SourceError; delayMs?: number | undefined }> {
    const { signal, onResponse } = this.#options;
    let response: Response;
    let text: string;
    this.requests += 1;
    try {
      response = await fetch(this.#authenticated(request.url), this.#init(request));
      text = await readText(response);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SourceError) throw error;
      return { error: new SourceError('unreachable', unreachable(this.#base, error, TIMEOUT_MS)) };
    }
    this.startedAt ??= readDate(response.headers);
    const { status, headers } = response;
    if (status >= 300 && status < 400)
      throw new SourceError(
        'redirect',
        `The source redirects (status ${status}), and the pull follows no redirect, because it would send the API key on. Set base_url to the final URL.`,
      );
    const body = parse(text);
    if (body !== undefined) onResponse?.(request, { body, headers, status });
    const failure = () => responseFailure(status, action?.message, errorText(body, this.#connector.client));
    const action = this.#connector.endpoint.responseActions.find((one) =>
      matches(one, { status, text, body }),
    );
    if (action?.action === 'fail' || (!action && !response.ok && !isRetried(status))) throw failure();
    if (action?.action === 'retry' || isRetried(status)) {
      return { error: failure(), delayMs: waitAfter(headers, Date.now()) };
    }
    if (body === undefined)
      throw new SourceError(
        'unreadable',
        `The source responded with status ${status} and a body that is not JSON. Check base_url and the path of the endpoint.`,
      );
    if (headers.get('x-ratelimit-remaining') === '0') this.#waitMs = waitAfter(headers, Date.now()) ?? 0;
    return { body, headers };
  }

  #authenticated(url: URL): URL {
    const { auth } = this.#connector.client;
    if (auth.type !== 'api_key' || auth.location !== 'query') return url;
    const withKey = new URL(url);
    withKey.searchParams.set(auth.name, auth.api_key);
    return withKey;
  }

  #init({ json }: SourceRequest): RequestInit {
    const { client, endpoint } = this.#connector;
    return {
      method: endpoint.method,
      headers: {
        accept: 'application/json',
        ...client.headers,
        ...authHeaders(client.auth),
        ...(json !== undefined && { 'content-type': 'application/json' }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      redirect: 'manual',
      signal: AbortSignal.any([this.#options.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    };
  }
}

function authHeaders(auth: Connector['client']['auth']): Record<string, string> {
  switch (auth.type) {
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` };
    case 'http_basic':
      return {
        authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`,
      };
    case 'api_key':
      return auth.location === 'query' ? {} : { [auth.name]: auth.api_key };
    default:
      return {};
  }
}

function parse(text: string): SourceValue | undefined {
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
}

function isRetried(status: number): boolean {
  return RETRIED.has(status) || status >= 500;
}

function matches(
  { status_code, content, path, equals }: ResponseAction,
  { status, text, body }: { status: number; text: string; body: SourceValue | undefined },
): boolean {
  // A rule without a status is about errors in successful responses. The reader itself handles 429 and the like.
  if (status_code === undefined ? status >= 400 : status !== status_code) return false;
  if (content !== undefined && !text.includes(content)) return false;
  if (path === undefined) return true;
  const value = valueAt(body, path);
  return equals === undefined ? value !== undefined && value !== null : value === equals;
}

function readDate(headers: Headers): number | undefined {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? undefined : date;
}
