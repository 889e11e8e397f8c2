import Database from 'better-sqlite3';
import { CustomerTable } from '../customer-table.ts';
import { CustomerList } from '../list/customer-list.ts';
import type { TenantScope } from '../tenant-scope.ts';
import type { SearchPaths } from './search-thread.ts';

/**
 * Reads a database and its search index as one. It has a connection of its own, because a transaction of the one that
 * writes would hold both, and the thread that keeps the index would have to wait.
 */
export class SearchReader {
  readonly list: CustomerList;
  readonly #database: Database.Database;
  readonly #behind;

  constructor({ database, index }: SearchPaths) {
    this.#database = new Database(database, { readonly: true, timeout: 0 });
    this.#database.prepare('ATTACH ? AS search').run(index);
    // Looking into many texts reads pages from all over it.
    this.#database.pragma('search.cache_size = -65536');
    this.list = new CustomerList(this.#database, new CustomerTable(this.#database));
    this.#behind = this.#database
      .prepare<[number, number], number>(
        `SELECT (SELECT events FROM tenants WHERE number = ?)
           > coalesce((SELECT events FROM followed WHERE tenant = ?), 0)`,
      )
      .pluck();
  }

  /** Whether the tenant has changes that the index lacks. */
  isBehind({ tenant }: TenantScope): boolean {
    return this.#behind.get(tenant, tenant) === 1;
  }

  close(): void {
    this.#database.close();
  }
}
