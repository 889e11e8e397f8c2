import type Database from 'better-sqlite3';
import { unavailable } from '../../../domain/problem.ts';
import type { CustomerListQuery, CustomerPage } from '../../../domain/store/store.ts';
import { CustomerTable } from '../customer-table.ts';
import { CustomerList } from '../list/customer-list.ts';
import { ListReader, type ReadList } from '../list/list-reader.ts';
import type { TenantScope } from '../tenants.ts';
import { makeSearchTables } from './search-index.ts';
import { SearchIndexer } from './search-indexer.ts';
import { type SearchPaths, searchPaths, searchThread } from './search-thread.ts';

/** Lists customers by a search text, or in another way that can take long. A search uses an index of its own. */
export interface CustomerSearch {
  /**
   * Lists a page. It includes every write that was committed before the call.
   *
   * @param read reads the page in another thread, if the database is a file. Default: this thread reads it.
   */
  page<T = CustomerPage>(
    scope: TenantScope,
    query: CustomerListQuery,
    read?: ReadList<T>,
  ): Promise<CustomerPage | T>;
  /** Schedules an update of the index. The store calls it after each commit. */
  changed(): void;
  close(): Promise<void>;
}

/** The search in a database in memory. No other thread can open it, so each search updates the index first. */
export class SearchInMemory implements CustomerSearch {
  readonly #database: Database.Database;
  #parts: { readonly indexer: SearchIndexer; readonly list: CustomerList } | undefined;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  async page(scope: TenantScope, query: CustomerListQuery): Promise<CustomerPage> {
    this.#parts ??= this.#createParts();
    if (query.search !== undefined) this.#parts.indexer.indexPending(scope.tenant);
    return this.#parts.list.page(scope, query);
  }

  changed(): void {}

  async close(): Promise<void> {}

  #createParts() {
    makeSearchTables(this.#database);
    return {
      indexer: new SearchIndexer(this.#database, this.#database),
      list: new CustomerList(this.#database, new CustomerTable(this.#database)),
    };
  }
}

/**
 * The time between a write and the update of the index, in milliseconds. One update covers all writes of this time. A
 * search that waits for the update does not notice it.
 */
const INDEX_DELAY_MS = 250;

/** The longest time that a search waits for the index, in milliseconds. Then it fails with Problem unavailable. */
const MAX_WAIT_MS = 10_000;

/**
 * The search in a database file. The index is a file beside it, which the search thread updates.
 *
 *     idle       no update is scheduled           → scheduled  after a commit
 *     scheduled  the timer of an update runs      → indexing   after INDEX_DELAY_MS
 *     indexing   the thread indexes new events    → scheduled  when it ends, after a commit during the update
 *                                                 → idle       when it ends or fails, without such a commit
 *     closed     final, from every state; an update ends after its current step
 *
 * A search of a tenant with pending events sends its own request to the thread, in every state.
 */
export class SearchBesideFile implements CustomerSearch {
  readonly #paths: SearchPaths;
  readonly #thread;
  readonly #maxWaitMs: number;
  #reader: ListReader | undefined;
  /** Whether the index exists, and belongs to this database. */
  #isIndexed = false;
  /** Whether a commit came after the update began. */
  #hasNewCommits = false;
  /** Whether the state is scheduled or indexing. */
  #isUpdating = false;
  #isClosed = false;

  /** @param path of a database file that this process has just opened. */
  constructor(path: string, maxWaitMs = MAX_WAIT_MS) {
    this.#maxWaitMs = maxWaitMs;
    this.#paths = searchPaths(path);
    this.#thread = searchThread(this.#paths);
  }

  async page<T = CustomerPage>(
    scope: TenantScope,
    query: CustomerListQuery,
    read: ReadList<T | CustomerPage> = this.#readHere,
  ): Promise<CustomerPage | T> {
    const isSearch = query.search !== undefined;
    const isFirst = isSearch && !this.#isIndexed;
    // The first search always waits for the thread, because the index can be missing, or that of another database.
    if (isFirst) await this.#waitForIndex(scope);
    this.#isIndexed ||= isFirst;
    let result = await read({ scope, query, mayBeBehind: isFirst });
    if (result === 'behind') {
      await this.#waitForIndex(scope);
      result = await read({ scope, query, mayBeBehind: true });
    }
    if (result === 'behind') throw unavailable();
    return result;
  }

  changed(): void {
    this.#hasNewCommits = true;
    if (this.#isUpdating) return;
    this.#isUpdating = true;
    setTimeout(() => void this.#update(), INDEX_DELAY_MS).unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    // Before the thread, because the last connection of a file that closes must be able to write to it.
    this.#reader?.close();
    await this.#thread.close();
  }

  readonly #readHere: ReadList<CustomerPage> = async (request) => {
    this.#reader ??= new ListReader(this.#paths);
    return this.#reader.read(request);
  };

  /** @throws Problem unavailable if it takes too long, for example after a large import. The thread continues then. */
  async #waitForIndex({ tenant }: TenantScope): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(unavailable()), this.#maxWaitMs);
    });
    try {
      await Promise.race([this.#thread.request({ tenant }), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #update(): Promise<void> {
    this.#hasNewCommits = false;
    try {
      while (!this.#isClosed && (await this.#thread.request({})));
    } catch {
      // The next search reports the error to its client. The next commit schedules another attempt.
    }
    this.#isUpdating = false;
    if (this.#hasNewCommits && !this.#isClosed) this.changed();
  }
}
