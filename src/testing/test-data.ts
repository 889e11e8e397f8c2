import { createKey, createMerchant } from '../cli/keys/issue-key.ts';
import { FixtureSchemas } from '../cli/seed/fixture-schemas.ts';
import type { Fixtures } from '../cli/seed/fixtures.ts';
import { insertFixtures } from '../cli/seed/insert-fixtures.ts';
import { checkFixtures, type Fixture, readFixtures } from '../cli/seed/read-fixtures.ts';
import type { Document } from '../contract/document.ts';
import { type ApiKey, hashSecret, type KeyRequest, type Secret } from '../domain/api-key.ts';
import type { Store } from '../domain/store.ts';
import type { Merchant, Tenant } from '../domain/tenant.ts';
import { RepeatableIds } from './repeatable-ids.ts';
import { SwappableStore } from './swappable-store.ts';

interface Seed {
  readonly tenant: Tenant;
  readonly fixtures: readonly Fixture[];
  /** UNIX milliseconds. */
  readonly now: number;
}

/** What a server under test stores, and how it comes back to what it was. */
export class TestData {
  readonly #openEmpty: () => Promise<Store>;
  readonly #slot: SwappableStore;
  readonly #schemas: FixtureSchemas;
  readonly #ids = new RepeatableIds();
  readonly #merchants: Merchant[] = [];
  readonly #keys: { key: ApiKey; secret: Secret }[] = [];
  readonly #seeds: Seed[] = [];
  /** Resolves when the last change that was asked for is done. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(openEmpty: () => Promise<Store>, first: Store, document: Document) {
    this.#openEmpty = openEmpty;
    this.#slot = new SwappableStore(first);
    this.#schemas = new FixtureSchemas(document);
  }

  /** @param openEmpty opens a store without anything in it, each time. */
  static async open(openEmpty: () => Promise<Store>, document: Document): Promise<TestData> {
    return new TestData(openEmpty, await openEmpty(), document);
  }

  get store(): Store {
    return this.#slot.store;
  }

  async addMerchant(): Promise<string> {
    const merchant = await createMerchant(this.store, `Merchant ${this.#merchants.length + 1}`);
    this.#merchants.push(merchant);
    return merchant.id;
  }

  addKey(request: KeyRequest, secret?: Secret): Promise<Secret> {
    return this.#inTurn(async () => {
      const issued = await createKey(this.store, request, secret);
      this.#keys.push(issued);
      return issued.secret;
    });
  }

  /** @throws Error naming every fault of the fixtures. */
  seed(tenant: Tenant, written: string | Fixtures, now: number): Promise<void> {
    return this.#inTurn(async () => {
      const fixtures =
        typeof written === 'string'
          ? readFixtures(written, this.#schemas)
          : checkFixtures(written, 'the fixtures', this.#schemas);
      const seed = { tenant, fixtures, now };
      await this.#plant(seed, this.store);
      this.#seeds.push(seed);
    });
  }

  /**
   * Replaces the store by a new one with the same merchants and keys, and with what was seeded, under the same ids.
   *
   * @param whileQuiet runs the replacement at a time when no request runs.
   * @throws Error when the store was closed.
   */
  reset(whileQuiet: (replace: () => Promise<void>) => Promise<void>): Promise<void> {
    return this.#inTurn(() => whileQuiet(() => this.#slot.replace(() => this.#openSeeded())));
  }

  /** The store is complete before a request sees it: one that came earlier would be refused for its key. */
  async #openSeeded(): Promise<Store> {
    const store = await this.#openEmpty();
    try {
      for (const merchant of this.#merchants) await store.merchants.add(merchant);
      for (const { key, secret } of this.#keys) await store.keys.add(key, hashSecret(secret));
      this.#ids.restart();
      for (const seed of this.#seeds) await this.#plant(seed, store);
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async #plant({ tenant, fixtures, now }: Seed, store: Store): Promise<void> {
    const making = { now, newId: () => this.#ids.next(now) };
    await insertFixtures(store, tenant, fixtures, this.#schemas, making);
  }

  /** Runs changes one after another, so that a reset misses no key and no seed, and two resets do not mix. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(change);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
