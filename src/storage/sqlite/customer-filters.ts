import type { CustomerQuery } from '../../domain/store.ts';
import { searchMatch, searchTable } from './search-index.ts';
import type { TenantKey } from './tenant-keys.ts';

/** One filter of a list, in both forms it is needed in. Values are named as in `filterValues`. */
export interface Filter {
  /** A query whose column "row" yields the matching customers. */
  readonly candidates: string;
  /** A condition on a customer "c" that another filter has yielded. */
  readonly condition: string;
  /**
   * The same as `candidates`, read from the newest customer on, for when they are many: then the first page is met
   * soon, while their own index would have all of them sorted first.
   */
  readonly walk?: string;
}

const IN_TENANT = 'merchant = @merchant AND livemode = @livemode';

/** The filters that the query asks for, the one that is likely to match the fewest first. */
export function filtersOf(query: CustomerQuery): Filter[] {
  const filters: Filter[] = [];
  if (query.externalId !== undefined) filters.push(byReference(query));
  if (query.emailFolded !== undefined) filters.push(byEmail);
  if (query.search !== undefined) filters.push(bySearch(query.search));
  if (query.externalId === undefined && query.source !== undefined) filters.push(byReference(query));
  if (query.updatedSince !== undefined) filters.push(byUpdate);
  return filters;
}

export function filterValues(key: TenantKey, query: CustomerQuery): Record<string, unknown> {
  const match = query.search === undefined ? undefined : searchMatch(key, query.search);
  return { ...query, merchant: key.merchant, livemode: key.livemode, match };
}

const byEmail: Filter = {
  candidates: `SELECT row FROM customers WHERE ${IN_TENANT} AND email_folded = @emailFolded`,
  condition: 'c.email_folded = @emailFolded',
};

const byUpdate: Filter = {
  candidates: `SELECT row FROM customers INDEXED BY customers_by_update
    WHERE ${IN_TENANT} AND updated_at >= @updatedSince`,
  condition: 'c.updated_at >= @updatedSince',
  walk: `SELECT row FROM customers NOT INDEXED WHERE ${IN_TENANT} AND updated_at >= @updatedSince`,
};

const NOBODY: Filter = { candidates: 'SELECT 0 AS row WHERE 0', condition: '0' };

function byReference({ source, externalId }: CustomerQuery): Filter {
  const matching = [
    IN_TENANT,
    ...(source === undefined ? [] : ['source = @source']),
    ...(externalId === undefined ? [] : ['external_id = @externalId']),
  ].join(' AND ');
  return {
    candidates: `SELECT ${source === undefined ? 'DISTINCT ' : ''}customer AS row FROM customer_references WHERE ${matching}`,
    condition: `EXISTS (SELECT 1 FROM customer_references WHERE ${matching} AND customer = c.row)`,
  };
}

function bySearch(search: string): Filter {
  // U+0000 is in nobody's text, and it would end the query of the full-text table in its middle.
  if (search.includes('\0')) return NOBODY;
  const table = searchTable(search);
  return {
    candidates: `SELECT rowid AS row FROM ${table} WHERE ${table} MATCH @match`,
    condition: `EXISTS (SELECT 1 FROM ${table} WHERE ${table} MATCH @match AND rowid = c.row)`,
  };
}
