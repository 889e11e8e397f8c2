import type { CustomerListQuery } from '../../../domain/store/store.ts';
import { type Filter, FROM_NEWEST, OWN_CUSTOMERS } from './filter.ts';
import { bySearch, type Sizes } from './search-filter.ts';

/** The filters of a query, in the order of the number of customers that they probably match, the smallest first. */
export function filtersOf(query: CustomerListQuery, sizes: Sizes): Filter[] {
  const filters: Filter[] = [];
  if (query.externalId !== undefined) filters.push(query.source === undefined ? byExternalId : byReference);
  if (query.emailFolded !== undefined) filters.push(byEmail);
  if (query.updatedSince !== undefined) filters.push(byUpdate);
  if (query.externalId === undefined && query.source !== undefined) filters.push(bySource);
  if (query.search !== undefined) filters.push(bySearch(query.search, sizes));
  return filters;
}

const byEmail: Filter = {
  table: 'customers c INDEXED BY customers_by_email',
  row: 'c.row',
  matches: 'c.tenant = @tenant AND c.email_folded = @emailFolded',
  condition: 'c.email_folded = @emailFolded',
  order: 'c.row',
};

export const byUpdate: Filter = {
  table: 'customers c INDEXED BY customers_by_update',
  row: 'c.row',
  matches: 'c.tenant = @tenant AND c.updated_at >= @updatedSince',
  condition: 'c.updated_at >= @updatedSince',
};

export const byUpdateFromNewest: Filter = {
  ...byUpdate,
  ...FROM_NEWEST,
  matches: `${OWN_CUSTOMERS} AND ${byUpdate.condition}`,
};

const byReference: Filter = {
  table: 'customer_references r',
  row: 'r.customer',
  matches: 'r.tenant = @tenant AND r.external_id = @externalId AND r.source = @source',
  condition: referring('r.external_id = @externalId AND r.source = @source'),
};

const bySource: Filter = {
  table: 'customer_references r INDEXED BY customer_references_by_source',
  row: 'r.customer',
  matches: 'r.tenant = @tenant AND r.source = @source',
  condition: referring('r.source = @source'),
  order: 'r.customer',
};

/** DISTINCT, because two systems can know one customer by the same id. */
const byExternalId: Filter = {
  table: `(SELECT DISTINCT r.customer FROM customer_references r
    WHERE r.tenant = @tenant AND r.external_id = @externalId) r`,
  row: 'r.customer',
  matches: '1',
  condition: referring('r.external_id = @externalId'),
};

function referring(matches: string): string {
  return `EXISTS (SELECT 1 FROM customer_references r WHERE r.tenant = @tenant AND ${matches} AND r.customer = c.row)`;
}
