import type Database from 'better-sqlite3';
import { listCursorMissing } from '../../../domain/cursor-page.ts';
import { COUNTED_MATCHES, type CustomerListQuery, type CustomerPage } from '../../../domain/store.ts';
import type { CustomerTable } from '../customer-table.ts';
import { numberOf, rowOf, type TenantScope } from '../tenants.ts';
import { byUpdate, byUpdateFromNewest, filtersOf } from './customer-filters.ts';
import { type Filter, selectRows } from './filter.ts';
import { registerSearchFunction, searchValues } from './search-filter.ts';

/**
 * The largest number of changed customers to sort for one page. If there are more, a scan from the newest customer on
 * finds enough of them soon; a few old ones would make it scan all customers.
 */
const MAX_SORTED = 50_000;

/** Lists customers, the newest first. */
export class CustomerList {
  readonly #database: Database.Database;
  readonly #table: CustomerTable;
  readonly #total;
  readonly #totalOfAllTenants;
  readonly #transaction: (read: () => CustomerPage) => CustomerPage;

  constructor(database: Database.Database, table: CustomerTable) {
    this.#database = database;
    this.#table = table;
    registerSearchFunction(database);
    this.#total = database
      .prepare<unknown[], number>('SELECT customers FROM tenants WHERE number = ?')
      .pluck();
    this.#totalOfAllTenants = database.prepare<[], number>('SELECT sum(customers) FROM tenants').pluck();
    // One transaction for all statements, because to begin and end one takes longer than to read a customer.
    this.#transaction = database.transaction((read: () => CustomerPage) => read());
  }

  page(scope: TenantScope, query: CustomerListQuery): CustomerPage {
    return this.#transaction(() => {
      const own = this.#total.get(scope.tenant) ?? 0;
      const all = query.search === undefined ? own : (this.#totalOfAllTenants.get() ?? own);
      const filters = filtersOf(query, { own, all });
      const before = query.after === undefined ? undefined : this.#rowOf(scope, query.after);
      return filters.length === 0
        ? this.#unfiltered(scope, { ...query, total: own, before })
        : this.#filtered(scope, query, { filters, before });
    });
  }

  /** Customers are never removed and their numbers have no gaps, so a total or a deep offset needs no scan. */
  #unfiltered(
    scope: TenantScope,
    { limit, offset, total, before }: CustomerListQuery & { total: number; before: number | undefined },
  ): CustomerPage {
    const newest = before === undefined ? total : numberOf(before) - 1;
    const last = Math.max(0, newest - offset);
    const first = Math.max(1, last - limit + 1);
    const items = this.#table.between(scope, first, last).reverse();
    return { items, total, hasMore: items.length > 0 && first > 1 };
  }

  #rowOf(scope: TenantScope, id: string): number {
    const found = this.#table.find(scope, id);
    if (!found) throw listCursorMissing();
    return found.row;
  }

  /**
   * If a filter has few matches, checks the other filters on each of them; then the total is known. Else scans the
   * matches of one filter up to the end of the page.
   */
  #filtered(
    scope: TenantScope,
    query: CustomerListQuery,
    { filters, before = Number.MAX_SAFE_INTEGER }: { filters: readonly Filter[]; before: number | undefined },
  ): CustomerPage {
    const values = {
      ...query,
      tenant: scope.tenant,
      firstRow: rowOf(scope, 1),
      lastRow: rowOf({ ...scope, tenant: scope.tenant + 1 }, 0),
      ...(query.search !== undefined && searchValues(query.search, scope.tenant)),
    };
    for (const filter of filters) {
      const found = this.#rows(`${selectRows(filter)} LIMIT @most`, { ...values, most: COUNTED_MATCHES + 1 });
      if (found.length > COUNTED_MATCHES) continue;
      const rows = filters.length === 1 ? found : this.#rows(selectRows(filter, filters), values);
      const older = rows.filter((row) => row < before).sort((a, b) => b - a);
      return { ...this.#cut(scope, older.slice(query.offset), query.limit), total: rows.length };
    }
    const leading = this.#chooseLeading(filters, values);
    const range = query.after === undefined ? '' : `AND ${leading.row} < @before`;
    const page = `${selectRows(leading, filters)} ${range} ORDER BY ${leading.order ?? leading.row} DESC LIMIT @most OFFSET @offset`;
    return this.#cut(scope, this.#rows(page, { ...values, before, most: query.limit + 1 }), query.limit);
  }

  /** Chooses one of several filters with many matches: one that is quick to sort, or else one that needs no sort. */
  #chooseLeading(filters: readonly Filter[], values: Record<string, unknown>): Filter {
    if (filters.includes(byUpdate)) {
      const count = `SELECT count(*) FROM (${selectRows(byUpdate)} LIMIT @most)`;
      const [changed = 0] = this.#rows(count, { ...values, most: MAX_SORTED + 1 });
      if (changed <= MAX_SORTED) return byUpdate;
    }
    return filters.findLast(({ order }) => order !== undefined) ?? byUpdateFromNewest;
  }

  #cut(scope: TenantScope, rows: readonly number[], limit: number): Omit<CustomerPage, 'total'> {
    return { items: this.#load(scope, rows.slice(0, limit)), hasMore: rows.length > limit };
  }

  #rows(sql: string, values: Record<string, unknown>): number[] {
    return this.#database.prepare<unknown[], number>(sql).pluck().all(values);
  }

  #load(scope: TenantScope, rows: readonly number[]) {
    return rows.flatMap((row) => this.#table.findByRow(scope, row) ?? []);
  }
}
