import { createMerchant, issueKey } from '../cli/issue-key.ts';
import { FixtureSchemas } from '../cli/seed/fixture-schemas.ts';
import type { Fixtures } from '../cli/seed/fixtures.ts';
import { plantFixtures } from '../cli/seed/plant-fixtures.ts';
import { checkFixtures, type Fixture, readFixtures } from '../cli/seed/read-fixtures.ts';
import type { Document } from '../contract/document.ts';
import { type ApiKey, hashSecret, type KeyRequest, type Secret } from '../domain/api-key.ts';
import type { Store } from '../domain/store.ts';
import type { Merchant, Tenant } from '../domain/tenant.ts';
import { RepeatableIds } from './repeatable-ids.ts';
import { StoreSlot } from './store-slot.ts';

interface Seed {
  readonly tenant: Tenant;
  readonly fixtures: readonly Fixture[];
  /** UNIX milliseconds. */
  readonly now: number;
}

/** What a server under test stores, and how it comes back to what it was. */
export class TestData {
  readonly #openEmpty: () => Promise<Store>;
  readonly #slot: StoreSlot;
  readonly #schemas: FixtureSchemas;
  readonly #ids = new RepeatableIds();
  readonly #merchants: Merchant[] = [];
  readonly #keys: { key: ApiKey; secret: Secret }[] = [];
  readonly #seeds: Seed[] = [];

  private constructor(openEmpty: () => Promise<Store>, first: Store, document: Document) {
    this.#openEmpty = openEmpty;
    this.#slot = new StoreSlot(first);
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

  async addKey(request: KeyRequest, secret?: Secret): Promise<Secret> {
    const issued = await issueKey(this.store, request, secret);
    this.#keys.push(issued);
    return issued.secret;
  }

  /** @throws Error naming every fault of the fixtures. */
  async seed(tenant: Tenant, written: string | Fixtures, now: number): Promise<void> {
    const fixtures =
      typeof written === 'string'
        ? readFixtures(written, this.#schemas)
        : checkFixtures(written, 'the fixtures', this.#schemas);
    const seed = { tenant, fixtures, now };
    await this.#plant(seed);
    this.#seeds.push(seed);
  }

  /** Forgets all that was written since, and plants again, under the same ids, what was seeded. Keys stay. */
  async reset(): Promise<void> {
    await this.#slot.refill(this.#openEmpty);
    for (const merchant of this.#merchants) await this.store.merchants.add(merchant);
    for (const { key, secret } of this.#keys) await this.store.keys.add(key, hashSecret(secret));
    this.#ids.restart();
    for (const seed of this.#seeds) await this.#plant(seed);
  }

  async #plant({ tenant, fixtures, now }: Seed): Promise<void> {
    const making = { now, newId: () => this.#ids.next(now) };
    await plantFixtures(this.store, tenant, fixtures, this.#schemas, making);
  }
}
