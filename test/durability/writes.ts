import { randomUUID } from 'node:crypto';

/** A write request with its own Idempotency-Key. */
export interface Write {
  readonly idempotencyKey: string;
  readonly method: 'PUT' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body: string;
  /** Number of customers that the write changes, which is also its number of events. */
  readonly changes: number;
  /** External ids that this write uses first. */
  readonly newIds: readonly string[];
}

const SOURCE = 'prove';
const BATCH_SIZE = 20;

export const pathOf = (externalId: string) => `/v2/customers/external/${SOURCE}/${externalId}`;

/** Generates writes of every kind. Later writes change customers that acknowledged writes have created. */
export class Writes {
  #counter = 0;
  readonly #externalIds: string[] = [];
  readonly #ids: string[] = [];

  next(): Write {
    const kinds = [this.#upsert, this.#upsertAgain, this.#create, this.#patch, this.#batch, this.#rejected];
    return pick(kinds).call(this);
  }

  noteAnswered({ newIds }: Write, body: { data?: { id: string } }): void {
    this.#externalIds.push(...newIds);
    if (body.data) this.#ids.push(body.data.id);
  }

  #upsert(): Write {
    const id = this.#newId();
    return make('PUT', pathOf(id), this.#customer(id), { changes: 1, newIds: [id] });
  }

  #upsertAgain(): Write {
    if (this.#externalIds.length === 0) return this.#upsert();
    const id = pick(this.#externalIds);
    return make('PUT', pathOf(id), this.#customer(id), { changes: 1 });
  }

  #create(): Write {
    return make('POST', '/v2/customers', this.#customer(this.#newId()), { changes: 1 });
  }

  #patch(): Write {
    if (this.#ids.length === 0) return this.#create();
    return make('PATCH', `/v2/customers/${pick(this.#ids)}`, { name: this.#newId() }, { changes: 1 });
  }

  #batch(): Write {
    const newIds = Array.from({ length: BATCH_SIZE }, () => this.#newId());
    const customers = newIds.map((id) => ({ external_id: id, ...this.#customer(id) }));
    const atomic = pick(['', '?atomic=true']);
    const body = { source: SOURCE, customers };
    return make('PUT', `/v2/customers/external/batch${atomic}`, body, { changes: BATCH_SIZE, newIds });
  }

  /** An atomic batch whose last item is invalid. */
  #rejected(): Write {
    const customers = Array.from({ length: BATCH_SIZE }, (_, index) => ({
      external_id: this.#newId(),
      email: index < BATCH_SIZE - 1 ? `${this.#newId()}@example.com` : 'no address',
    }));
    return make(
      'PUT',
      '/v2/customers/external/batch?atomic=true',
      { source: SOURCE, customers },
      { changes: 0 },
    );
  }

  /** A customer with a new name, so that every write is a change. */
  #customer(id: string) {
    return { email: `${id}@example.com`, name: this.#newId() };
  }

  #newId(): string {
    this.#counter += 1;
    return `n${this.#counter}`;
  }
}

function make(
  method: Write['method'],
  path: string,
  body: object,
  { changes, newIds = [] }: { changes: number; newIds?: readonly string[] },
): Write {
  return { idempotencyKey: randomUUID(), method, path, body: JSON.stringify(body), changes, newIds };
}

function pick<T>(from: readonly T[]): T {
  return from[Math.floor(Math.random() * from.length)] as T;
}
