import type Database from 'better-sqlite3';
import { unavailable } from '../../../domain/problem.ts';
import type { CustomerListQuery, CustomerPage } from '../../../domain/store.ts';
import { CustomerTable } from '../customer-table.ts';
import { CustomerList } from '../list/customer-list.ts';
import { sidecarPath } from '../open/sidecar-path.ts';
import type { TenantScope } from '../tenant-scope.ts';
import { makeSearchTables } from './search-index.ts';
import { SearchIndexer } from './search-indexer.ts';
import { SearchReader } from './search-reader.ts';
import { type SearchPaths, searchThread } from './search-thread.ts';

/** Lists customers by what is searched for, by an index that follows the writes. */
export interface CustomerSearch {
  /** Finds whatever was committed before it was asked. */
  page(scope: TenantScope, query: CustomerListQuery): Promise<CustomerPage>;
  /** Tells that there may be something to follow. */
  changed(): void;
  close(): Promise<void>;
}

/** Of a database in memory, which no other thread can see: the index follows when it is asked. */
export class SearchInMemory implements CustomerSearch {
  readonly #database: Database.Database;
  #parts: { readonly follower: SearchIndexer; readonly list: CustomerList } | undefined;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  async page(scope: TenantScope, query: CustomerListQuery): Promise<CustomerPage> {
    this.#parts ??= this.#make();
    this.#parts.follower.indexPending(scope.tenant);
    return this.#parts.list.page(scope, query);
  }

  changed(): void {}

  async close(): Promise<void> {}

  #make() {
    makeSearchTables(this.#database);
    return {
      follower: new SearchIndexer(this.#database, this.#database),
      list: new CustomerList(this.#database, new CustomerTable(this.#database)),
    };
  }
}

/**
 * How soon after a write the index follows, in milliseconds, so that many writes are followed as one; as few as a search
 * that waits for them does not notice.
 */
const FOLLOWS_AFTER_MS = 250;

/** How long a search waits, in milliseconds, for the index to catch up before it is refused. */
const PATIENCE_MS = 10_000;

/** Of a database file: the index is a file beside it, which a thread of its own keeps. */
export class SearchBesideFile implements CustomerSearch {
  readonly #paths: SearchPaths;
  readonly #thread;
  readonly #patienceMs: number;
  #reader: SearchReader | undefined;
  #isBehind = false;
  #isFollowing = false;
  #isClosed = false;

  constructor(path: string, patienceMs = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
    this.#paths = { database: path, index: sidecarPath(path, '-search') };
    this.#thread = searchThread(this.#paths);
  }

  async page(scope: TenantScope, query: CustomerListQuery): Promise<CustomerPage> {
    // The first time the thread is asked in any case, because the index may be missing, or another database's.
    if (!this.#reader || this.#reader.isBehind(scope)) await this.#catchUp(scope);
    this.#reader ??= new SearchReader(this.#paths);
    return this.#reader.list.page(scope, query);
  }

  changed(): void {
    this.#isBehind = true;
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    setTimeout(() => void this.#followOn(), FOLLOWS_AFTER_MS).unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    // Before the thread, because who closes a file last has to be able to write it.
    this.#reader?.close();
    await this.#thread.close();
  }

  /** @throws Problem unavailable when it takes too long, as after a large import; it goes on meanwhile. */
  async #catchUp({ tenant }: TenantScope): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(unavailable()), this.#patienceMs);
    });
    try {
      await Promise.race([this.#thread.ask({ tenant }), tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #followOn(): Promise<void> {
    this.#isBehind = false;
    try {
      while (!this.#isClosed && (await this.#thread.ask({})));
    } catch {
      // A search tells it to who asks, and the next write has it tried again.
    }
    this.#isFollowing = false;
    if (this.#isBehind && !this.#isClosed) this.changed();
  }
}
