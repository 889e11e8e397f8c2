import { randomUUID } from 'node:crypto';

/** The system that everything a run writes comes from. */
export const SOURCE = 'upsertd-verify';

/** Names that nobody has had before, all with the name of the run in them. */
export class TestIds {
  /** Twelve lower-case letters and digits, beginning with a letter. */
  readonly run = `v${randomUUID().replaceAll('-', '').slice(0, 11)}`;
  #count = 0;

  externalId(): string {
    return `${this.run}-${this.#next()}`;
  }

  email(): string {
    return `${this.run}-${this.#next()}@example.com`;
  }

  idempotencyKey(): string {
    return `${this.run}-${this.#next()}-${randomUUID()}`;
  }

  /** An id of nothing. */
  unknownId(): string {
    return randomUUID();
  }

  /** What to send in place of a value of the spec's examples that must be ours alone; undefined for any other. */
  inPlaceOf(name: string): string | undefined {
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

  /** The same for a header: an earlier run has sent the example, with another request. */
  inPlaceOfHeader(name: string): string | undefined {
    return name === 'Idempotency-Key' ? this.idempotencyKey() : undefined;
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }
}
