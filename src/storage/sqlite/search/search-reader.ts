import type Database from 'better-sqlite3';
import { CustomerTable } from '../customer-table.ts';
import { CustomerList } from '../list/customer-list.ts';
import { openAgain } from '../open/open-again.ts';
import type { TenantScope } from '../tenants.ts';
import type { SearchPaths } from './search-thread.ts';

/**
 * Reads a database together with its search index. It has its own connection, because a transaction of the connection
 * that writes would lock both files, and the search thread would have to wait.
 */
export class SearchReader {
  readonly list: CustomerList;
  readonly #database: Database.Database;
  readonly #isBehind;

  constructor({ database, index }: SearchPaths) {
    this.#database = openAgain(database, { readonly: true });
    this.#database.prepare('ATTACH ? AS search').run(index);
    // The texts that a search compares are spread over the whole index.
    this.#database.pragma('search.cache_size = -65536');
    this.list = new CustomerList(this.#database, new CustomerTable(this.#database));
    this.#isBehind = this.#database
      .prepare<[number, number], number>(
        `SELECT (SELECT events FROM tenants WHERE number = ?)
           > coalesce((SELECT events FROM followed WHERE tenant = ?), 0)`,
      )
      .pluck();
  }

  /** Whether the tenant has changes that the index lacks. */
  isBehind({ tenant }: TenantScope): boolean {
    return this.#isBehind.get(tenant, tenant) === 1;
  }

  close(): void {
    this.#database.close();
  }
}
