import type { Exchange, Sent } from '../exchange.ts';
import type { Keys } from '../keys.ts';
import type { Mismatch } from '../mismatch.ts';

/** The number of characters of a body that a report shows. */
const BODY_LENGTH = 2000;

/** Headers of the connection, which no rule concerns. */
const HIDDEN_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'date',
  'keep-alive',
  'transfer-encoding',
]);

/** A request and its response as texts without keys. */
export interface ShownExchange {
  readonly request: string;
  readonly response: string;
}

/** Writes exchanges as text, and replaces each occurrence of the run's keys. */
export class ExchangeShower {
  readonly #keys: readonly string[];

  constructor(keys: Keys) {
    this.#keys = Object.values(keys).filter((key) => key !== undefined);
  }

  show(exchange: Mismatch['exchange']): ShownExchange {
    return {
      request: this.#redact(showRequest(exchange.sent)),
      response: 'status' in exchange ? this.#redact(showResponse(exchange)) : '(none)',
    };
  }

  #redact(text: string): string {
    return this.#keys.reduce((left, key) => left.replaceAll(key, '(the key)'), text);
  }
}

function showRequest({ method, url, headers, body = '' }: Sent): string {
  return showMessage(`${method} ${url}`, headers, body);
}

function showResponse({ status, headers, bytes }: Exchange): string {
  return showMessage(String(status), headers, bytes.toString());
}

function showMessage(first: string, headers: Readonly<Record<string, string>>, body: string): string {
  const shown = Object.entries(headers).filter(([name]) => !HIDDEN_HEADERS.has(name));
  const lines = [first, ...shown.map(([name, value]) => `${name}: ${value}`)];
  return [...lines, ...(body === '' ? [] : ['', cut(body)])].join('\n');
}

function cut(body: string): string {
  const rest = body.length - BODY_LENGTH;
  return rest > 0 ? `${body.slice(0, BODY_LENGTH)}… and ${rest} characters more` : body;
}
