import type Database from 'better-sqlite3';
import { isFoundIn, searchText } from '../../../domain/search-terms.ts';
import { type Filter, FROM_NEWEST, OWN_CUSTOMERS } from './filter.ts';
import { isToken } from './search-tokens.ts';

/** How many customers the tenant has, and how many there are in all. */
export interface Sizes {
  readonly own: number;
  readonly all: number;
}

/**
 * A small tenant beside large ones is read through: that is sooner done than to find its entries among everybody's
 * in the full-text tables. Up to so many customers, where they are fewer than one in so many.
 */
const READ_THROUGH_AT_MOST = 10_000;
const READ_THROUGH_BELOW_ONE_IN = 50;

/** Looks into the customer itself. To ask a full-text table about one row costs a hundred times as much. */
const IS_FOUND = 'is_found(@search, c.fields, c.held_references)';

const READ_THROUGH: Filter = {
  ...FROM_NEWEST,
  matches: `${OWN_CUSTOMERS} AND ${IS_FOUND}`,
  condition: IS_FOUND,
};

/** By the full-text table, which is asked for the tenant's token as well. */
const BY_TOKENS: Filter = {
  table: 'customer_tokens',
  row: 'customer_tokens.rowid',
  matches: 'customer_tokens MATCH @matchOfTenant',
  condition: IS_FOUND,
  order: 'customer_tokens.rowid',
};

/** Of one tenant who has most of the customers: its token would tell little, and have the longest list of all. */
const BY_TOKENS_OF_MOST: Filter = {
  ...BY_TOKENS,
  matches: 'customer_tokens MATCH @match AND customer_tokens.rowid BETWEEN @firstRow AND @lastRow',
};

/** Lets those pass in whose text the search stands as a whole. */
function lookedInto({ table, matches, ...filter }: Filter): Filter {
  return {
    ...filter,
    table: `${table} CROSS JOIN customer_text t ON t.row = ${filter.row}`,
    matches: `${matches} AND instr(t.text, @search)`,
  };
}

/** @param search folded, not blank. */
export function bySearch(search: string, { own, all }: Sizes): Filter {
  // U+0000 would end the query of a full-text table in its middle; nobody's text holds it.
  if (search.includes('\0')) return { ...READ_THROUGH, matches: '0', condition: '0' };
  if (own <= READ_THROUGH_AT_MOST && own * READ_THROUGH_BELOW_ONE_IN < all) return READ_THROUGH;
  const filter = own * 2 > all ? BY_TOKENS_OF_MOST : BY_TOKENS;
  return isToken(search) ? filter : lookedInto(filter);
}

/** Teaches a connection the SQL function `is_found`, the domain's rule of the search. */
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
