/** A filter of a list, as a source of customers and as a condition on them. SQL parameters have the names of the query. */
export interface Filter {
  /** The table to search, with its index: customers as "c", or a table that can be joined with "c". */
  readonly table: string;
  /** The column of the table that contains the customer's row. */
  readonly row: string;
  /** The condition that selects the matching rows of the table, all of the tenant. */
  readonly matches: string;
  /** The same filter as a condition on a customer "c" that another filter has selected. */
  readonly condition: string;
  /** The column that orders the table by the newest customer without a sort; missing if there is none. */
  readonly order?: string;
}

/** The tenant's customers from the newest on. Their rows are adjacent, in the order of their creation. */
export const FROM_NEWEST = {
  table: 'customers c',
  row: 'c.row',
  order: 'c.row',
} as const;

export const OWN_CUSTOMERS = 'c.row BETWEEN @firstRow AND @lastRow';

/** Builds the query that selects the rows of one filter that match all other filters. */
export function selectRows(leading: Filter, filters: readonly Filter[] = []): string {
  const others = filters.filter(({ condition }) => condition !== leading.condition);
  const needsCustomer = others.length > 0 && leading.row !== 'c.row';
  const joined = needsCustomer ? `CROSS JOIN customers c ON c.row = ${leading.row}` : '';
  const conditions = [leading.matches, ...others.map(({ condition }) => condition)];
  return `SELECT ${leading.row} FROM ${leading.table} ${joined} WHERE ${conditions.join(' AND ')}`;
}
