import type Database from 'better-sqlite3';
import { isFoundIn, PHONE_MARK, phoneDigits, searchText } from '../../../domain/lists/search-terms.ts';
import { type Filter, FROM_NEWEST, OWN_CUSTOMERS } from './filter.ts';
import { isToken, searchMatch } from './search-tokens.ts';

/** The number of customers of the tenant, and of all tenants together. */
export interface Sizes {
  readonly own: number;
  readonly all: number;
}

/**
 * The search scans all customers of a tenant that has at most MAX_SCANNED customers and less than one in SCAN_RATIO of
 * all customers. This is faster than to find its entries between those of all tenants in the full-text table.
 */
const MAX_SCANNED = 10_000;
const SCAN_RATIO = 50;

/** Checks the customer itself. A check of one row in a full-text table would cost a hundred times as much. */
const IS_FOUND = 'is_found(@search, c.fields, c.held_references)';

const SCAN: Filter = {
  ...FROM_NEWEST,
  matches: `${OWN_CUSTOMERS} AND ${IS_FOUND}`,
  condition: IS_FOUND,
};

/** Queries the full-text table, also for the tenant's token. */
const BY_TOKENS: Filter = {
  table: 'customer_tokens',
  row: 'customer_tokens.rowid',
  matches: 'customer_tokens MATCH @matchOfTenant',
  condition: IS_FOUND,
  order: 'customer_tokens.rowid',
};

/** Queries without the tenant's token, for a tenant with most of all customers: its token has the longest list. */
const BY_TOKENS_OF_LARGEST: Filter = {
  ...BY_TOKENS,
  matches: 'customer_tokens MATCH @match AND customer_tokens.rowid BETWEEN @firstRow AND @lastRow',
};

/** The part of a text that begins with the mark of the phone's digits. */
const PHONE_PART = `substr(t.text, instr(t.text, char(${PHONE_MARK.codePointAt(0)})))`;

/** Adds the condition that the text contains the whole search, because its tokens can be in different places. */
function withTextCheck({ table, matches, ...filter }: Filter, hasDigits: boolean): Filter {
  const isInPhone = hasDigits ? ` OR instr(${PHONE_PART}, @digits)` : '';
  return {
    ...filter,
    table: `${table} CROSS JOIN customer_text t ON t.row = ${filter.row}`,
    matches: `${matches} AND (instr(t.text, @search)${isInPhone})`,
  };
}

/** @param search folded, not blank. */
export function bySearch(search: string, { own, all }: Sizes): Filter {
  // U+0000 would end the query of a full-text table too early. No customer's text contains it.
  if (search.includes('\0')) return { ...SCAN, matches: '0', condition: '0' };
  if (own <= MAX_SCANNED && own * SCAN_RATIO < all) return SCAN;
  const filter = own * 2 > all ? BY_TOKENS_OF_LARGEST : BY_TOKENS;
  return isToken(search) ? filter : withTextCheck(filter, phoneDigits(search) !== undefined);
}

/** The SQL parameters of the filter of a search. */
export function searchValues(search: string, tenant: number): Record<string, unknown> {
  return {
    search,
    digits: phoneDigits(search),
    match: searchMatch(search),
    matchOfTenant: searchMatch(search, tenant),
  };
}

/** Registers the SQL function `is_found` on a connection. It applies the domain's rule of the search. */
export function registerSearchFunction(database: Database.Database): void {
  database.function(
    'is_found',
    { deterministic: true },
    (search: string, fields: string, references: string) => {
      const text = searchText({ fields: JSON.parse(fields), references: JSON.parse(references) });
      return isFoundIn(text, search) ? 1 : 0;
    },
  );
}
