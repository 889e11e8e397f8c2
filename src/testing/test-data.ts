import { rmSync } from 'node:fs';
import { createKey, createMerchant } from '../cli/keys/issue-key.ts';
import { FixtureSchemas } from '../cli/seed/fixture-schemas.ts';
import type { Fixtures } from '../cli/seed/fixtures.ts';
import { insertFixtures } from '../cli/seed/insert-fixtures.ts';
import { checkFixtures, type Fixture, readFixtures } from '../cli/seed/read-fixtures.ts';
import type { Document } from '../contract/document.ts';
import type { ApiKey, KeyRequest } from '../domain/keys/api-key.ts';
import { hashSecret, type Secret } from '../domain/keys/key-gate.ts';
import type { Store } from '../domain/store/store.ts';
import type { Merchant, Tenant } from '../domain/tenant.ts';
import { openStore } from '../storage/open-store.ts';
import { openServerStore, type ServerStore, type ServerStoreOptions } from '../writer/open-server-store.ts';
import { RepeatableIds } from './repeatable-ids.ts';
import { SwappableStore } from './swappable-store.ts';

interface Seed {
  readonly tenant: Tenant;
  readonly fixtures: readonly Fixture[];
  /** UNIX milliseconds. */
  readonly now: number;
}

/** The data of a server under test, which a reset restores. */
export class TestData {
  readonly #file: string | undefined;
  #openEmpty: (() => Promise<ServerStore>) | undefined;
  /** Opens the same file once more, as `upsertd seed` does: the writer thread runs no fixtures. */
  #openBeside: (() => Promise<Store>) | undefined;
  #swappable: SwappableStore<ServerStore> | undefined;
  #schemas: FixtureSchemas | undefined;
  readonly #ids = new RepeatableIds();
  readonly #merchants: Merchant[] = [];
  readonly #keys: { key: ApiKey; secret: Secret }[] = [];
  readonly #seeds: Seed[] = [];
  /** Resolves when the last change that was requested has ended. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param file the database, which a reset deletes; undefined if it is in memory. */
  constructor(file: string | undefined) {
    this.#file = file;
  }

  /** Opens a store that a reset can replace. */
  readonly openStore = async (url: string, options: ServerStoreOptions): Promise<ServerStore> => {
    this.#openEmpty = () => {
      if (this.#file !== undefined) removeDatabase(this.#file);
      return openServerStore(url, options);
    };
    this.#openBeside = () => openStore(url, { sharedEmails: options.sharedEmails ?? 'refuse' });
    this.#swappable = new SwappableStore(await this.#openEmpty());
    return this.#swappable.store;
  };

  /** Sets the document whose schemas validate fixtures. */
  useSchemasOf(document: Document): void {
    this.#schemas = new FixtureSchemas(document);
  }

  get store(): ServerStore {
    return opened(this.#swappable).store;
  }

  async addMerchant(): Promise<string> {
    const merchant = await createMerchant(this.store, `Merchant ${this.#merchants.length + 1}`);
    this.#merchants.push(merchant);
    return merchant.id;
  }

  addKey(request: KeyRequest, secret?: Secret): Promise<Secret> {
    return this.#enqueue(async () => {
      const issued = await createKey(this.store, request, { by: 'upsertd/testing', secret });
      this.#keys.push(issued);
      return issued.secret;
    });
  }

  /** @throws Error that lists every error of the fixtures. */
  seed(tenant: Tenant, written: string | Fixtures, now: number): Promise<void> {
    return this.#enqueue(async () => {
      const schemas = opened(this.#schemas);
      const fixtures =
        typeof written === 'string'
          ? readFixtures(written, schemas)
          : checkFixtures(written, 'the fixtures', schemas);
      const seed = { tenant, fixtures, now };
      await this.#insert(seed, this.store);
      this.#seeds.push(seed);
    });
  }

  /**
   * Replaces the store by a new one with the same merchants, API keys and seeded data, under the same ids.
   *
   * @param whileQuiet runs the replacement while no request is running.
   * @throws Error if the store has been closed.
   */
  reset(whileQuiet: (replace: () => Promise<void>) => Promise<void>): Promise<void> {
    return this.#enqueue(() => whileQuiet(() => opened(this.#swappable).replace(() => this.#openSeeded())));
  }

  /** Opens a store with all data, so that the first request finds its API key. */
  async #openSeeded(): Promise<ServerStore> {
    const store = await opened(this.#openEmpty)();
    try {
      for (const merchant of this.#merchants) await store.merchants.add(merchant);
      for (const { key, secret } of this.#keys) await store.keys.add(key, hashSecret(secret));
      this.#ids.restart();
      for (const seed of this.#seeds) await this.#insert(seed, store);
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async #insert({ tenant, fixtures, now }: Seed, store: ServerStore): Promise<void> {
    const context = { now, newId: () => this.#ids.next(now) };
    const schemas = opened(this.#schemas);
    if (this.#file === undefined) {
      // The store of a database in memory writes in this thread, so it has `transaction`.
      await insertFixtures(store as ServerStore & Store, tenant, fixtures, schemas, context);
      return;
    }
    const besideServer = await opened(this.#openBeside)();
    try {
      await insertFixtures(besideServer, tenant, fixtures, schemas, context);
    } finally {
      await besideServer.close();
    }
  }

  /** Runs changes one after another, so that a reset includes every API key and seed, and two resets do not overlap. */
  #enqueue<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#last.then(change);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** @throws Error if the server has not opened its store. */
function opened<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The server has not opened its store yet.');
  return part;
}

/** Removes a database with the other files of SQLite. */
function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-search', '-search-wal', '-search-shm']) {
    rmSync(file + suffix, { force: true });
  }
}
