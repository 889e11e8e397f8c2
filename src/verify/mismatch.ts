import type { Exchange, Sent } from './exchange.ts';

/** A response that breaks a rule. */
export class Mismatch extends Error {
  /** Completes "expected …": `status 200`. */
  readonly expected: string;
  /** Completes "but …": `it was 404`. */
  readonly got: string;
  /** Includes the response, if the target sent one. */
  readonly exchange: Exchange | { readonly sent: Sent };
  /** The latest write before a read that shows its effect; undefined if the exchange is a write, or none came before. */
  write: Exchange | undefined;

  constructor(expected: string, got: string, exchange: Mismatch['exchange']) {
    super(`Expected ${expected}, but ${got}.`);
    this.name = 'Mismatch';
    this.expected = expected;
    this.got = got;
    this.exchange = exchange;
  }
}
