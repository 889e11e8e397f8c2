import type { Violation } from '../contract/validation/response-validator.ts';
import { type Expected, findDifference } from './difference.ts';
import type { Exchange } from './exchange.ts';
import { Mismatch } from './mismatch.ts';

/** The expectation of a response that the spec declares. */
export const MATCHES_SPEC = 'a response that matches the spec';

/** A response of the target, with checks. Each check returns the response or throws a Mismatch. */
export class TargetResponse {
  readonly exchange: Exchange;
  readonly #violations: readonly Violation[];
  /** Undefined if the body is not JSON. */
  readonly body: unknown;

  /** @param violations of the spec by this response. */
  constructor(exchange: Exchange, violations: readonly Violation[]) {
    this.exchange = exchange;
    this.#violations = violations;
    this.body = readJson(exchange.bytes);
  }

  get status(): number {
    return this.exchange.status;
  }

  /** Checks the status, the whole response against the spec, and the given parts of the body. */
  is(status: number, body: Expected = undefined): this {
    if (this.status !== status) throw this.#mismatch(`status ${status}`, `it was ${this.status}`);
    this.matchesSpec();
    return body === undefined ? this : this.has(body);
  }

  /** Checks that this is an error with this status and code, and with this reason and `param`; default: any. */
  refuses(status: number, code: string, { reason, param }: { reason?: string; param?: string } = {}): this {
    const details = reason === undefined ? {} : { details: { reason } };
    return this.is(status, { error: { code, ...(param !== undefined && { param }), ...details } });
  }

  /** Checks that this is a success that the spec declares. */
  isSuccess(): this {
    if (this.status < 200 || this.status > 299)
      throw this.#mismatch('a successful status', `it was ${this.status}`);
    return this.matchesSpec();
  }

  matchesSpec(): this {
    const [violation] = this.#violations;
    if (violation === undefined) return this;
    throw this.#mismatch(MATCHES_SPEC, violation);
  }

  /** Checks the given parts of the body; the others may have any value. */
  has(body: Expected): this {
    const found = findDifference(body, this.body);
    if (!found) return this;
    throw this.#mismatch(`${found.path || 'the body'} to be ${found.expected}`, `it is ${found.got}`);
  }

  /** Checks that a header has this value or matches this pattern. */
  hasHeader(header: string, value: string | RegExp): this {
    const found = this.exchange.headers[header.toLowerCase()];
    if (found !== undefined && (typeof value === 'string' ? found === value : value.test(found))) return this;
    const wanted = typeof value === 'string' ? value : `like ${value}`;
    throw this.#mismatch(
      `header ${header} to be ${wanted}`,
      found === undefined ? 'it is missing' : `it is ${found}`,
    );
  }

  lacksHeader(header: string): this {
    const found = this.exchange.headers[header.toLowerCase()];
    if (found === undefined) return this;
    throw this.#mismatch(`no header ${header}`, `it is ${found}`);
  }

  /** Checks that a warning names the field. @param path of the warnings; default: those of the response. */
  warnsOf(field: string, path = 'warnings'): this {
    const warnings = this.find(path);
    const isThere = Array.isArray(warnings) && warnings.some((one) => String(one).includes(field));
    if (isThere) return this;
    throw this.#mismatch(
      `a warning about ${field}`,
      `the warnings are ${JSON.stringify(warnings) ?? 'left out'}`,
    );
  }

  doesNotWarn(): this {
    const warnings = this.find('warnings');
    if (warnings === undefined) return this;
    throw this.#mismatch('warnings to be left out', `they are ${JSON.stringify(warnings)}`);
  }

  /** Checks that this is the stored response to an earlier request: its status, its exact bytes, marked as a replay. */
  isReplayOf(first: TargetResponse): this {
    this.hasHeader('Idempotency-Replayed', 'true').is(first.status);
    if (this.exchange.bytes.equals(first.exchange.bytes)) return this;
    throw this.#mismatch(
      `exactly the bytes of the first response, ${first.exchange.bytes}`,
      'the bytes are different',
    );
  }

  /** Returns the value at a path such as `data.0.id`; undefined if it does not exist. */
  find(path: string): unknown {
    return path
      .split('.')
      .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], this.body);
  }

  text(path: string): string {
    const value = this.find(path);
    if (typeof value === 'string') return value;
    throw this.#mismatch(`${path} to be a text`, `it is ${JSON.stringify(value) ?? 'left out'}`);
  }

  number(path: string): number {
    const value = this.find(path);
    if (typeof value === 'number') return value;
    throw this.#mismatch(`${path} to be a number`, `it is ${JSON.stringify(value) ?? 'left out'}`);
  }

  list(path: string): readonly unknown[] {
    const value = this.find(path);
    if (Array.isArray(value)) return value;
    throw this.#mismatch(`${path} to be a list`, `it is ${JSON.stringify(value) ?? 'left out'}`);
  }

  header(name: string): string {
    const value = this.exchange.headers[name.toLowerCase()];
    if (value !== undefined) return value;
    throw this.#mismatch(`a header ${name}`, 'it is missing');
  }

  /** Checks a condition that only one rule needs. @param expected and @param got complete "Expected …, but …". */
  must(holds: boolean, expected: string, got: string): this {
    if (holds) return this;
    throw this.#mismatch(expected, got);
  }

  #mismatch(expected: string, got: string): Mismatch {
    return new Mismatch(expected, got, this.exchange);
  }
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
