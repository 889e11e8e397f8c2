import type Database from 'better-sqlite3';
import type { SharedEmails } from '../../domain/email-rule.ts';
import type { CustomerStore, KeyStore, MerchantStore, RecordStore, Store } from '../../domain/store.ts';
import type { Tenant } from '../../domain/tenant.ts';
import { CommitGroup } from './commit-group.ts';
import { CustomerList } from './customer-list.ts';
import { CustomerTable } from './customer-table.ts';
import { CustomerWrites } from './customer-writes.ts';
import { fromDriver } from './driver-error.ts';
import { KeyTable } from './key-table.ts';
import { MerchantTable } from './merchant-table.ts';
import { openDatabase } from './open-database.ts';
import { RecordTable } from './record-table.ts';
import { SearchIndex } from './search-index.ts';
import { type TenantKey, TenantKeys } from './tenant-keys.ts';

export interface SqliteOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly sharedEmails?: SharedEmails;
  /** Claims the database for this process to serve; without it the store works beside a server. */
  readonly serving?: boolean;
}

/**
 * Opens a SQLite database as a Store. Reads run at once on the one connection; writes go through its commit group.
 *
 * @throws UnusableStore when the file cannot be served.
 */
export function openSqliteStore({ path, sharedEmails = 'refuse', serving = false }: SqliteOptions): Store {
  const { database, release } = openDatabase(path, { serving });
  return new SqliteStore(database, sharedEmails, release);
}

class SqliteStore implements Store {
  readonly #database: Database.Database;
  readonly #release: () => void;
  readonly #writes: CommitGroup;
  readonly #tenants: TenantKeys;
  readonly #customers: CustomerTable;
  readonly customers: CustomerStore;
  readonly records: RecordStore;
  readonly keys: KeyStore;
  readonly merchants: MerchantStore;
  #closed: Promise<void> | undefined;

  constructor(database: Database.Database, sharedEmails: SharedEmails, release: () => void) {
    this.#database = database;
    this.#release = release;
    this.#writes = new CommitGroup(database);
    this.#tenants = new TenantKeys(database);
    this.#customers = new CustomerTable(database, new SearchIndex(database));
    this.customers = this.#customerStore(sharedEmails);
    this.records = this.#recordStore();
    this.keys = this.#keyStore();
    this.merchants = this.#merchantStore();
  }

  async ping(): Promise<void> {
    this.#database.prepare('SELECT 1').get();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#writes.settle();
    this.#database.close();
    this.#release();
  }

  #customerStore(rule: SharedEmails): CustomerStore {
    const table = this.#customers;
    const writes = new CustomerWrites(table, rule);
    const list = new CustomerList(this.#database, table);
    return {
      upsert: ({ tenant, command, answer }) =>
        this.#write(tenant, (key) => answer(writes.upsert(key, command))),
      create: ({ tenant, command, answer }) =>
        this.#write(tenant, (key) => answer(writes.create(key, command))),
      update: ({ tenant, command, answer }) =>
        this.#write(tenant, (key) => answer(writes.update(key, command))),
      find: (tenant, id) => this.#read(tenant, (key) => table.find(key, id)),
      findByReference: (tenant, reference) =>
        this.#read(tenant, (key) => table.findByReference(key, reference)),
      list: (tenant, query) => this.#read(tenant, (key) => list.page(key, query)),
    };
  }

  #recordStore(): RecordStore {
    const table = new RecordTable(this.#database, this.#customers);
    return {
      list: (tenant, kind, customerId, page) =>
        this.#read(tenant, (key) => table.list(key, kind, customerId, page)),
      put: (tenant, kind, records) => this.#write(tenant, (key) => table.put(key, kind, records)),
    };
  }

  #keyStore(): KeyStore {
    const table = new KeyTable(this.#database, this.#tenants);
    const change = async <T>(job: () => T): Promise<T> => {
      try {
        return await this.#writes.run(job);
      } finally {
        table.forget();
      }
    };
    return {
      add: (key, hash) => change(() => table.add(key, hash)),
      find: async (hash) => this.#guarded(() => table.find(hash)),
      get: async (id) => this.#guarded(() => table.get(id)),
      list: async () => this.#guarded(() => table.list()),
      revoke: (id, now) => change(() => table.revoke(id, now)),
      rotate: (id, hash, oldEnds) => change(() => table.rotate(id, hash, oldEnds)),
      touch: (uses) => this.#writes.run(() => table.touch(uses)),
    };
  }

  #merchantStore(): MerchantStore {
    const table = new MerchantTable(this.#database);
    return {
      add: (merchant) => this.#writes.run(() => table.add(merchant)),
      list: async () => this.#guarded(() => table.list()),
    };
  }

  #write<T>(tenant: Tenant, job: (key: TenantKey) => T): Promise<T> {
    return this.#writes.run(() => job(this.#tenants.of(tenant)));
  }

  async #read<T>(tenant: Tenant, query: (key: TenantKey) => T): Promise<T> {
    return this.#guarded(() => query(this.#tenants.of(tenant)));
  }

  #guarded<T>(query: () => T): T {
    try {
      return query();
    } catch (error) {
      throw fromDriver(error);
    }
  }
}
