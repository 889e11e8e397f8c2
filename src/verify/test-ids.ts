import { randomUUID } from 'node:crypto';

/** The source of each reference that a run writes. */
export const SOURCE = 'upsertd-verify';

/** Creates new ids, emails and keys, each of which contains the id of the run. */
export class TestIds {
  /** Twelve lower-case letters and digits, beginning with a letter. */
  readonly run = `v${randomUUID().replaceAll('-', '').slice(0, 11)}`;
  #count = 0;

  externalId(): string {
    return `${this.run}-${this.#next()}`;
  }

  /** Returns a source that no other run uses. */
  source(): string {
    return `${SOURCE}-${this.run}-${this.#next()}`;
  }

  /** Returns a word of letters and digits that occurs nowhere else. */
  word(): string {
    return `${this.run}w${this.#next()}w`;
  }

  email(): string {
    return `${this.run}-${this.#next()}@example.com`;
  }

  idempotencyKey(): string {
    return `${this.run}-${this.#next()}-${randomUUID()}`;
  }

  /** Returns an id that does not exist in the target. */
  unknownId(): string {
    return randomUUID();
  }

  /** Returns a new value in place of an example that must be unique to the run; undefined for other fields. */
  replacementFor(name: string): string | undefined {
    switch (name) {
      case 'source':
        return SOURCE;
      case 'externalId':
      case 'external_id':
        return this.externalId();
      case 'email':
        return this.email();
      default:
        return undefined;
    }
  }

  /** Returns a new value for a header, because an earlier run sent the example with another request. */
  headerReplacementFor(name: string): string | undefined {
    return name === 'Idempotency-Key' ? this.idempotencyKey() : undefined;
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }
}
