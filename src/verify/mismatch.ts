import type { Exchange, Sent } from './exchange.ts';

/** An answer that is not as a rule says. */
export class Mismatch extends Error {
  /** To follow "expected": `status 200`. */
  readonly expected: string;
  /** To follow "but": `status 404`. */
  readonly got: string;
  /** With the answer, if there was one. */
  readonly exchange: Exchange | { readonly sent: Sent };

  constructor(expected: string, got: string, exchange: Mismatch['exchange']) {
    super(`Expected ${expected}, but ${got}.`);
    this.name = 'Mismatch';
    this.expected = expected;
    this.got = got;
    this.exchange = exchange;
  }
}
