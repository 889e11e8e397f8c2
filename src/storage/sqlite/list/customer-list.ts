import type Database from 'better-sqlite3';
import { listCursorMissing } from '../../../domain/lists/cursor-page.ts';
import { COUNTED_MATCHES, type CustomerListQuery, type CustomerPage } from '../../../domain/store/store.ts';
import type { CustomerTable } from '../customer-table.ts';
import { numberOf, rowOf, type TenantScope } from '../tenants.ts';
import { filtersOf } from './customer-filters.ts';
import { type FilteredQuery, FilteredRows, type PageRows } from './filtered-rows.ts';
import { registerSearchFunction } from './search-filter.ts';

/** The largest size of a short page, in bytes of stored data; reading and rendering it takes a few milliseconds. */
const MAX_SHORT_BYTES = 256 * 1024;

/** The largest number of matches from which a short page is chosen. */
const MAX_SHORT_MATCHES = 500;

/** The numbers of the customers on a page without filters: adjacent, because customers are never removed. */
interface PageRange {
  readonly first: number;
  readonly last: number;
  readonly total: number;
}

/** Lists customers, the newest first. */
export class CustomerList {
  readonly #table: CustomerTable;
  readonly #filtered: FilteredRows;
  readonly #total;
  readonly #totalOfAllTenants;
  readonly #transaction: <T>(read: () => T) => T;

  constructor(database: Database.Database, table: CustomerTable) {
    this.#table = table;
    this.#filtered = new FilteredRows(database);
    registerSearchFunction(database);
    this.#total = database
      .prepare<unknown[], number>('SELECT customers FROM tenants WHERE number = ?')
      .pluck();
    this.#totalOfAllTenants = database.prepare<[], number>('SELECT sum(customers) FROM tenants').pluck();
    // One transaction for all statements, because to begin and end one takes longer than to read a customer.
    const transaction = database.transaction((read: () => unknown) => read());
    this.#transaction = <T>(read: () => T) => transaction(read) as T;
  }

  page(scope: TenantScope, query: CustomerListQuery): CustomerPage {
    return this.#transaction(() => {
      const filtered = this.#filter(scope, query);
      if (filtered.filters.length === 0) return this.#loadRange(scope, this.#range(filtered));
      const few = this.#filtered.byFewMatches(filtered, COUNTED_MATCHES);
      return this.#load(scope, few ?? this.#filtered.byScan(filtered));
    });
  }

  /** Lists a page if that is short work; undefined for a search, for many matches and for large customers. */
  shortPage(scope: TenantScope, query: CustomerListQuery): CustomerPage | undefined {
    if (query.search !== undefined) return undefined;
    return this.#transaction(() => {
      const filtered = this.#filter(scope, query);
      if (filtered.filters.length === 0) {
        const range = this.#range(filtered);
        const bytes = this.#table.bytesBetween(rowOf(scope, range.first), rowOf(scope, range.last));
        return bytes > MAX_SHORT_BYTES ? undefined : this.#loadRange(scope, range);
      }
      const few = this.#filtered.byFewMatches(filtered, MAX_SHORT_MATCHES);
      return few && this.#bytesOf(few) <= MAX_SHORT_BYTES ? this.#load(scope, few) : undefined;
    });
  }

  #filter(scope: TenantScope, query: CustomerListQuery): FilteredQuery & { readonly own: number } {
    const own = this.#total.get(scope.tenant) ?? 0;
    const all = query.search === undefined ? own : (this.#totalOfAllTenants.get() ?? own);
    const before = query.after === undefined ? undefined : this.#rowOf(scope, query.after);
    return { scope, query, filters: filtersOf(query, { own, all }), before, own };
  }

  #rowOf(scope: TenantScope, id: string): number {
    const found = this.#table.find(scope, id);
    if (!found) throw listCursorMissing();
    return found.row;
  }

  /** Customers are never removed and their numbers have no gaps, so a total or a deep offset needs no scan. */
  #range({ query, before, own }: FilteredQuery & { readonly own: number }): PageRange {
    const newest = before === undefined ? own : numberOf(before) - 1;
    const last = Math.max(0, newest - query.offset);
    return { first: Math.max(1, last - query.limit + 1), last, total: own };
  }

  #loadRange(scope: TenantScope, { first, last, total }: PageRange): CustomerPage {
    const items = this.#table.between(scope, first, last).reverse();
    return { items, total, hasMore: items.length > 0 && first > 1 };
  }

  #load(scope: TenantScope, { rows, ...page }: PageRows): CustomerPage {
    return { ...page, items: rows.flatMap((row) => this.#table.findByRow(scope, row) ?? []) };
  }

  #bytesOf({ rows }: PageRows): number {
    return rows.reduce((bytes, row) => bytes + this.#table.bytesBetween(row, row), 0);
  }
}
