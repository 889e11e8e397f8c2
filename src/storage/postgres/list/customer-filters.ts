import { isShort, PHONE_MARK, phoneDigits } from '../../../domain/lists/search-terms.ts';
import type { CustomerListQuery } from '../../../domain/store/store.ts';

/** Adds a parameter to a statement. @returns its name there: `$3`. */
export type AddParameter = (value: unknown) => string;

/** A filter of a list, as a source of customers and as a condition on them. */
export interface Filter {
  /** The query that selects the numbers of the tenant's matching customers. */
  readonly select: (param: AddParameter) => string;
  /** The same filter as a condition on a customer "c" that another filter has selected. */
  readonly condition: (param: AddParameter) => string;
}

const OWN = 'merchant = $1 AND livemode = $2';

/** The filters of a query, in the order of the number of customers that they probably match, the smallest first. */
export function filtersOf({
  source,
  externalId,
  emailFolded,
  updatedSince,
  search,
}: CustomerListQuery): Filter[] {
  const filters: Filter[] = [];
  if (externalId !== undefined) filters.push(byReference(externalId, source));
  if (emailFolded !== undefined) filters.push(byColumn((param) => `email_folded = ${param(emailFolded)}`));
  if (updatedSince !== undefined) filters.push(byColumn((param) => `updated_at >= ${param(updatedSince)}`));
  if (externalId === undefined && source !== undefined) filters.push(bySource(source));
  if (search !== undefined) filters.push(bySearch(search));
  return filters;
}

function byColumn(matches: (param: AddParameter) => string): Filter {
  return {
    select: (param) => `SELECT number FROM customers WHERE ${OWN} AND ${matches(param)}`,
    condition: (param) => `c.${matches(param)}`,
  };
}

function bySource(source: string): Filter {
  return byTable('customer_references', (param) => `source = ${param(source)}`);
}

function byReference(externalId: string, source: string | undefined): Filter {
  if (source !== undefined)
    return byTable(
      'customer_references',
      (param) => `external_id = ${param(externalId)} AND source = ${param(source)}`,
    );
  // DISTINCT, because two systems can know one customer by the same id.
  return byTable('customer_references', (param) => `external_id = ${param(externalId)}`, 'DISTINCT');
}

function bySearch(search: string): Filter {
  // No customer's text contains U+0000, and PostgreSQL rejects it.
  if (search.includes('\0')) return byTable('customer_search', () => 'false');
  if (isShort(search))
    return byTable('customer_search', (param) => `beginnings @> ${param([search])}::text[]`);
  const patterns = [`%${search.replaceAll(/[\\%_]/g, '\\$&')}%`];
  const digits = phoneDigits(search);
  if (digits !== undefined) patterns.push(`%${PHONE_MARK}%${digits}%`);
  return byTable(
    'customer_search',
    (param) => `(${patterns.map((pattern) => `text LIKE ${param(pattern)}`).join(' OR ')})`,
  );
}

/** Filters by a table whose rows contain the number of a customer. */
function byTable(table: string, matches: (param: AddParameter) => string, distinct = ''): Filter {
  const from = (param: AddParameter) => `FROM ${table} WHERE ${OWN} AND ${matches(param)}`;
  return {
    select: (param) => `SELECT ${distinct} customer AS number ${from(param)}`,
    condition: (param) => `EXISTS (SELECT ${from(param)} AND customer = c.number)`,
  };
}
