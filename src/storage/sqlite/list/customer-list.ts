import type Database from 'better-sqlite3';
import { COUNTED_MATCHES, type CustomerListQuery, type CustomerPage } from '../../../domain/store.ts';
import type { CustomerTable } from '../customer-table.ts';
import { rowOf, type TenantScope } from '../tenant-scope.ts';
import { byUpdate, byUpdateFromNewest, filtersOf } from './customer-filters.ts';
import { type Filter, selectRows } from './filter.ts';
import { registerSearchFunction } from './search-filter.ts';
import { searchMatch } from './search-tokens.ts';

/**
 * Up to how many changed customers are sorted for one page. More than that are dense enough to be met soon on a walk
 * from the newest customer on, while a few that are all old would make it pass everybody.
 */
const MOST_SORTED = 50_000;

/** Lists customers, the newest first. */
export class CustomerList {
  readonly #database: Database.Database;
  readonly #table: CustomerTable;
  readonly #total;
  readonly #totalOfAllTenants;
  readonly #together: (read: () => CustomerPage) => CustomerPage;

  constructor(database: Database.Database, table: CustomerTable) {
    this.#database = database;
    this.#table = table;
    registerSearchFunction(database);
    this.#total = database
      .prepare<unknown[], number>('SELECT customers FROM tenants WHERE number = ?')
      .pluck();
    this.#totalOfAllTenants = database.prepare<[], number>('SELECT sum(customers) FROM tenants').pluck();
    // A statement by itself is a transaction too, and to begin and end one takes longer than to read a customer.
    this.#together = database.transaction((read: () => CustomerPage) => read());
  }

  page(scope: TenantScope, query: CustomerListQuery): CustomerPage {
    return this.#together(() => {
      const own = this.#total.get(scope.tenant) ?? 0;
      const all = query.search === undefined ? own : (this.#totalOfAllTenants.get() ?? own);
      const filters = filtersOf(query, { own, all });
      return filters.length === 0
        ? this.#everybody(scope, query, own)
        : this.#filtered(scope, query, filters);
    });
  }

  /** Nobody is ever removed and their numbers have no gap, so neither the total nor a deep offset reads what it passes. */
  #everybody(scope: TenantScope, { limit, offset }: CustomerListQuery, total: number): CustomerPage {
    const last = Math.max(0, total - offset);
    const items = this.#table.between(scope, Math.max(1, last - limit + 1), last).reverse();
    return { items, total, hasMore: offset + items.length < total };
  }

  /** A filter with few matches leads, and the others are asked about each of those; then the total is known. */
  #filtered(scope: TenantScope, query: CustomerListQuery, filters: readonly Filter[]): CustomerPage {
    const values = {
      ...query,
      tenant: scope.tenant,
      firstRow: rowOf(scope, 1),
      lastRow: rowOf({ ...scope, tenant: scope.tenant + 1 }, 0),
      ...(query.search !== undefined && {
        match: searchMatch(query.search),
        matchOfTenant: searchMatch(query.search, scope.tenant),
      }),
    };
    for (const filter of filters) {
      const found = this.#rows(`${selectRows(filter)} LIMIT @most`, { ...values, most: COUNTED_MATCHES + 1 });
      if (found.length > COUNTED_MATCHES) continue;
      const rows = filters.length === 1 ? found : this.#rows(selectRows(filter, filters), values);
      rows.sort((a, b) => b - a);
      return { ...this.#cut(scope, rows.slice(query.offset), query.limit), total: rows.length };
    }
    const leading = this.#leadingOfMany(filters, values);
    const page = `${selectRows(leading, filters)} ORDER BY ${leading.order ?? leading.row} DESC LIMIT @most OFFSET @offset`;
    return this.#cut(scope, this.#rows(page, { ...values, most: query.limit + 1 }), query.limit);
  }

  /** Where all match many: what is sorted quickly, or else what yields the newest first. */
  #leadingOfMany(filters: readonly Filter[], values: Record<string, unknown>): Filter {
    if (filters.includes(byUpdate)) {
      const counting = `SELECT count(*) FROM (${selectRows(byUpdate)} LIMIT @most)`;
      const [changed = 0] = this.#rows(counting, { ...values, most: MOST_SORTED + 1 });
      if (changed <= MOST_SORTED) return byUpdate;
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
