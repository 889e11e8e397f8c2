import { isDeepStrictEqual } from 'node:util';
import type { RecordKind, RecordOf } from '../../domain/records.ts';
import type { Store } from '../../domain/store/store.ts';
import type { Tenant } from '../../domain/tenant.ts';

const PAGE = 100;

/** The records of one kind that a customer has before an insertion. */
export class StoredRecords<K extends RecordKind> {
  readonly #byId = new Map<string, RecordOf[K]>();

  static async of<K extends RecordKind>(
    store: Pick<Store, 'records'>,
    tenant: Tenant,
    kind: K,
    customerId: string,
  ): Promise<StoredRecords<K>> {
    const stored = new StoredRecords<K>();
    let startingAfter: string | undefined;
    for (;;) {
      const page = { limit: PAGE, ...(startingAfter !== undefined && { startingAfter }) };
      const { items, hasMore } = await store.records.list(tenant, kind, customerId, page);
      for (const record of items) stored.#byId.set(record.id.toLowerCase(), record);
      startingAfter = items.at(-1)?.id;
      if (!hasMore || startingAfter === undefined) return stored;
    }
  }

  find(id: string): RecordOf[K] | undefined {
    return this.#byId.get(id.toLowerCase());
  }

  /** Returns whether the customer has this record with the same content. */
  has(record: RecordOf[K]): boolean {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(record)), this.find(record.id));
  }
}
