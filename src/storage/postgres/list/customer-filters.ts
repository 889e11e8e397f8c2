import { isShort } from '../../../domain/search-terms.ts';
import type { CustomerListQuery } from '../../../domain/store.ts';

/** Takes a value into a statement. @returns how it is called there: `$3`. */
export type Take = (value: unknown) => string;

/** One filter of a list, as a source of customers and as a condition on them. */
export interface Filter {
  /** Selects the numbers of the tenant's customers that match. */
  readonly select: (take: Take) => string;
  /** The same as a condition on a customer "c" that another filter has yielded. */
  readonly condition: (take: Take) => string;
}

const OWN = 'merchant = $1 AND livemode = $2';

/** The filters that a query asks for, the one that is likely to match the fewest first. */
export function filtersOf({
  source,
  externalId,
  emailFolded,
  updatedSince,
  search,
}: CustomerListQuery): Filter[] {
  const filters: Filter[] = [];
  if (externalId !== undefined) filters.push(byReference(externalId, source));
  if (emailFolded !== undefined) filters.push(byColumn((take) => `email_folded = ${take(emailFolded)}`));
  if (updatedSince !== undefined) filters.push(byColumn((take) => `updated_at >= ${take(updatedSince)}`));
  if (externalId === undefined && source !== undefined) filters.push(bySource(source));
  if (search !== undefined) filters.push(bySearch(search));
  return filters;
}

function byColumn(matches: (take: Take) => string): Filter {
  return {
    select: (take) => `SELECT number FROM customers WHERE ${OWN} AND ${matches(take)}`,
    condition: (take) => `c.${matches(take)}`,
  };
}

function bySource(source: string): Filter {
  return elsewhere('customer_references', (take) => `source = ${take(source)}`);
}

function byReference(externalId: string, source: string | undefined): Filter {
  if (source !== undefined)
    return elsewhere(
      'customer_references',
      (take) => `external_id = ${take(externalId)} AND source = ${take(source)}`,
    );
  // Two systems may know one customer by the same id.
  return elsewhere('customer_references', (take) => `external_id = ${take(externalId)}`, 'DISTINCT');
}

function bySearch(search: string): Filter {
  // Nobody's text holds U+0000, and PostgreSQL takes none.
  if (search.includes('\0')) return elsewhere('customer_search', () => 'false');
  if (isShort(search))
    return elsewhere('customer_search', (take) => `beginnings @> ${take([search])}::text[]`);
  const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return elsewhere('customer_search', (take) => `text LIKE ${take(pattern)}`);
}

/** By a table whose rows name a customer. */
function elsewhere(table: string, matches: (take: Take) => string, distinct = ''): Filter {
  const from = (take: Take) => `FROM ${table} WHERE ${OWN} AND ${matches(take)}`;
  return {
    select: (take) => `SELECT ${distinct} customer AS number ${from(take)}`,
    condition: (take) => `EXISTS (SELECT ${from(take)} AND customer = c.number)`,
  };
}
