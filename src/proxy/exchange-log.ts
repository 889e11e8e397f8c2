import type { ExchangeValidation } from '../contract/validation/exchange-validator.ts';
import type { ForwardedExchange } from './forward-request.ts';

/** The number of exchanges that the log keeps for each operation. */
const KEPT_PER_OPERATION = 20;

/** The number of characters of a body that the log keeps. */
const BODY_LENGTH = 2000;

/** The length of a path that is shown. */
const PATH_LENGTH = 200;

/** Headers that contain a credential. */
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'set-cookie',
  'x-api-key',
]);

/** The exchanges of one operation, or of one path that is not in the spec. */
export interface LoggedOperation {
  /** `GET /v2/customers/{id}`. */
  readonly name: string;
  /** The spec has no such operation, so its responses were not validated. */
  readonly isUnknown: boolean;
  count: number;
  brokenRequests: number;
  brokenResponses: number;
  readonly kept: LoggedExchange[];
}

/** An exchange as texts without credentials. */
export interface LoggedExchange {
  readonly request: string;
  readonly response: string;
  readonly brokenRequest: readonly string[];
  readonly brokenResponse: readonly string[];
}

/** Counts exchanges by operation, and keeps a bounded number of them: those that break the spec, and the first valid one. */
export class ExchangeLog {
  readonly #operations = new Map<string, LoggedOperation>();

  add(validation: ExchangeValidation, exchange: ForwardedExchange): void {
    const { request, response, operation } = validation;
    const name = exchangeName(validation, exchange);
    const logged = this.#operations.get(name) ?? {
      name,
      isUnknown: operation === undefined,
      count: 0,
      brokenRequests: 0,
      brokenResponses: 0,
      kept: [],
    };
    this.#operations.set(name, logged);
    logged.count += 1;
    if (request.length > 0) logged.brokenRequests += 1;
    if (response.length > 0) logged.brokenResponses += 1;
    const isBroken = request.length > 0 || response.length > 0;
    const hasRoom = logged.kept.length < (isBroken ? KEPT_PER_OPERATION : 1);
    if (hasRoom) logged.kept.push(showExchange(validation, exchange));
  }

  /** The operations by their names; unknown paths at the end. */
  operations(): LoggedOperation[] {
    return [...this.#operations.values()].sort(
      (one, other) => Number(one.isUnknown) - Number(other.isUnknown) || one.name.localeCompare(other.name),
    );
  }
}

/** Names an exchange by its operation. A path that is not in the spec is shown, without its query. */
export function exchangeName({ operation }: ExchangeValidation, { method, url }: ForwardedExchange): string {
  const [path = ''] = url.split('?', 1);
  return `${method} ${operation?.path ?? cut(path, PATH_LENGTH)}`;
}

function showExchange(
  { request: brokenRequest, response: brokenResponse }: ExchangeValidation,
  exchange: ForwardedExchange,
): LoggedExchange {
  const { method, url, requestHeaders, requestBody, status, responseHeaders, responseBody } = exchange;
  return {
    request: showMessage(`${method} ${url}`, requestHeaders, requestBody),
    response: showMessage(String(status), responseHeaders, responseBody),
    brokenRequest,
    brokenResponse,
  };
}

function showMessage(
  first: string,
  headers: ForwardedExchange['requestHeaders'],
  body: Buffer | undefined,
): string {
  const lines = Object.entries(headers).map(
    ([name, value]) => `${name}: ${SECRET_HEADERS.has(name) ? '(not shown)' : value}`,
  );
  const text = body?.subarray(0, 4 * BODY_LENGTH).toString() ?? '';
  return [first, ...lines, ...(text === '' ? [] : ['', cut(text, BODY_LENGTH)])].join('\n');
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
