import type Database from 'better-sqlite3';
import type { CustomerListQuery, CustomerPage } from '../../../domain/store/store.ts';
import { CustomerTable } from '../customer-table.ts';
import { toStoreError } from '../errors.ts';
import { openAgain } from '../open/open-again.ts';
import type { SearchPaths } from '../search/search-thread.ts';
import type { TenantScope } from '../tenants.ts';
import { CustomerList } from './customer-list.ts';

export interface ListRequest {
  readonly scope: TenantScope;
  readonly query: CustomerListQuery;
  /** Whether a search runs although the search index lacks changes of the tenant. */
  readonly mayBeBehind: boolean;
}

/** Reads a list that can take long. @returns 'behind' if a search found that the index lacks changes of the tenant. */
export type ReadList<T> = (request: ListRequest) => Promise<T | 'behind'>;

/**
 * Reads lists on a connection of its own, in any thread. A search needs a transaction over the database and its index, in
 * which the connection of the main thread would lock both files, and the search thread would have to wait.
 */
export class ListReader {
  readonly #paths: SearchPaths;
  readonly #database: Database.Database;
  readonly #list: CustomerList;
  #isBehind: Database.Statement<[number, number], number> | undefined;

  constructor(paths: SearchPaths) {
    this.#paths = paths;
    this.#database = openAgain(paths.database, { readonly: true });
    this.#list = new CustomerList(this.#database, new CustomerTable(this.#database));
  }

  /** @throws Problem, as `CustomerReads.list` does. */
  read({ scope, query, mayBeBehind }: ListRequest): CustomerPage | 'behind' {
    try {
      if (query.search !== undefined) {
        this.#isBehind ??= this.#attachIndex();
        if (!mayBeBehind && this.#isBehind.get(scope.tenant, scope.tenant) === 1) return 'behind';
      }
      return this.#list.page(scope, query);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  close(): void {
    this.#database.close();
  }

  /** Attaches the search index, which does not exist before the first search. */
  #attachIndex(): Database.Statement<[number, number], number> {
    this.#database.prepare('ATTACH ? AS search').run(this.#paths.index);
    // The texts that a search compares are spread over the whole index.
    this.#database.pragma('search.cache_size = -65536');
    return this.#database
      .prepare<[number, number], number>(
        `SELECT (SELECT events FROM tenants WHERE number = ?)
           > coalesce((SELECT events FROM followed WHERE tenant = ?), 0)`,
      )
      .pluck();
  }
}
