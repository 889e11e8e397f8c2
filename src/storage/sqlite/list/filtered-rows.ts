import type Database from 'better-sqlite3';
import type { CustomerListQuery } from '../../../domain/store/store.ts';
import { rowOf, type TenantScope } from '../tenants.ts';
import { byUpdate, byUpdateFromNewest } from './customer-filters.ts';
import { type Filter, selectRows } from './filter.ts';
import { searchValues } from './search-filter.ts';

/**
 * The largest number of changed customers to sort for one page. If there are more, a scan from the newest customer on
 * finds enough of them soon; a few old ones would make it scan all customers.
 */
const MAX_SORTED = 50_000;

/** The rows of the customers on a page, the newest first. */
export interface PageRows {
  readonly rows: readonly number[];
  readonly total?: number;
  readonly hasMore: boolean;
}

export interface FilteredQuery {
  readonly scope: TenantScope;
  readonly query: CustomerListQuery;
  /** At least one. */
  readonly filters: readonly Filter[];
  /** The row that precedes the page. Default: none. */
  readonly before: number | undefined;
}

/** Finds the rows of a page of customers that match filters. The caller holds the transaction. */
export class FilteredRows {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /**
   * Finds the rows by a filter with few matches, and checks the other filters on each of them; then the total is known.
   * Returns undefined if each filter has more matches than `mostMatches`.
   */
  byFewMatches(filtered: FilteredQuery, mostMatches: number): PageRows | undefined {
    const { query, filters, before = Number.MAX_SAFE_INTEGER } = filtered;
    const values = valuesOf(filtered);
    for (const filter of filters) {
      const found = this.#rows(`${selectRows(filter)} LIMIT @most`, { ...values, most: mostMatches + 1 });
      if (found.length > mostMatches) continue;
      const rows = filters.length === 1 ? found : this.#rows(selectRows(filter, filters), values);
      const older = rows.filter((row) => row < before).sort((a, b) => b - a);
      return { ...cut(older.slice(query.offset), query.limit), total: rows.length };
    }
    return undefined;
  }

  /** Finds the rows by a scan of the matches of one filter, up to the end of the page. */
  byScan(filtered: FilteredQuery): PageRows {
    const { query, filters, before } = filtered;
    const values = valuesOf(filtered);
    const leading = this.#chooseLeading(filters, values);
    const range = before === undefined ? '' : `AND ${leading.row} < @before`;
    const page = `${selectRows(leading, filters)} ${range} ORDER BY ${leading.order ?? leading.row} DESC LIMIT @most OFFSET @offset`;
    return cut(this.#rows(page, { ...values, before, most: query.limit + 1 }), query.limit);
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

  #rows(sql: string, values: Record<string, unknown>): number[] {
    return this.#database.prepare<unknown[], number>(sql).pluck().all(values);
  }
}

/** The SQL parameters of the filters. */
function valuesOf({ scope, query }: FilteredQuery): Record<string, unknown> {
  return {
    ...query,
    tenant: scope.tenant,
    firstRow: rowOf(scope, 1),
    lastRow: rowOf({ ...scope, tenant: scope.tenant + 1 }, 0),
    ...(query.search !== undefined && searchValues(query.search, scope.tenant)),
  };
}

function cut(rows: readonly number[], limit: number): Omit<PageRows, 'total'> {
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}
