import type { Violation } from '../contract/validation/response-validator.ts';
import { type Expected, findDifference } from './difference.ts';
import type { Exchange } from './exchange.ts';
import { Mismatch } from './mismatch.ts';

/** An answer that can be held against what a rule says. Every check gives the answer back, or throws a Mismatch. */
export class TargetResponse {
  readonly exchange: Exchange;
  readonly #violations: readonly Violation[];
  /** Undefined when it is not JSON. */
  readonly body: unknown;

  /** @param violations how it breaks the spec. */
  constructor(exchange: Exchange, violations: readonly Violation[]) {
    this.exchange = exchange;
    this.#violations = violations;
    this.body = readJson(exchange.bytes);
  }

  get status(): number {
    return this.exchange.status;
  }

  /** This status, by the spec in every respect, with this in its body. */
  is(status: number, body: Expected = undefined): this {
    if (this.status !== status) throw this.#mismatch(`status ${status}`, `it was ${this.status}`);
    this.matchesSpec();
    return body === undefined ? this : this.has(body);
  }

  /** A refusal by this status and code, and as its reason and `param` if given. */
  refuses(status: number, code: string, { reason, param }: { reason?: string; param?: string } = {}): this {
    const details = reason === undefined ? {} : { details: { reason } };
    return this.is(status, { error: { code, ...(param !== undefined && { param }), ...details } });
  }

  /** Any success that the spec declares. */
  isSuccess(): this {
    if (this.status < 200 || this.status > 299) throw this.#mismatch('a success', `it was ${this.status}`);
    return this.matchesSpec();
  }

  matchesSpec(): this {
    const [violation] = this.#violations;
    if (violation === undefined) return this;
    throw this.#mismatch('an answer as the spec declares it', violation);
  }

  /** Its body holds this; what is not named may be anything. */
  has(body: Expected): this {
    const found = findDifference(body, this.body);
    if (!found) return this;
    throw this.#mismatch(`${found.path || 'the body'} to be ${found.expected}`, `it is ${found.got}`);
  }

  /** A header of exactly this value or form. */
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

  /** A warning that begins with the name of the field it is about. */
  warnsOf(field: string): this {
    const warnings = this.find('warnings');
    const isThere = Array.isArray(warnings) && warnings.some((one) => String(one).startsWith(`${field}:`));
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

  /** The stored answer to an earlier request: its status and its exact bytes, marked as a replay. */
  isReplayOf(first: TargetResponse): this {
    this.hasHeader('Idempotency-Replayed', 'true').is(first.status);
    if (this.exchange.bytes.equals(first.exchange.bytes)) return this;
    throw this.#mismatch(
      `exactly the bytes of the first answer, ${first.exchange.bytes}`,
      'these are others',
    );
  }

  /** The value at a path such as `data.0.id`; undefined when there is none. */
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

  /** For what only this rule knows. @param expected and @param got complete "Expected …, but …". */
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
