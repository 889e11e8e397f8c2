/** One filter of a list, as a source of customers and as a condition on them. Values are named as in the query. */
export interface Filter {
  /** A table, with the index that finds the matches in it: customers as "c", or one that "c" can be joined to. */
  readonly table: string;
  /** Its column that names the customer's row. */
  readonly row: string;
  /** Which of its entries match, all of them the tenant's own. */
  readonly matches: string;
  /** The same as a condition on a customer "c" that another filter has yielded. */
  readonly condition: string;
  /** The column by which the table yields the newest customer first without sorting; missing where it cannot. */
  readonly order?: string;
}

/** The tenant's customers from the newest on; they lie together, in the order in which they came. */
export const FROM_NEWEST = {
  table: 'customers c',
  row: 'c.row',
  order: 'c.row',
} as const;

export const OWN_CUSTOMERS = 'c.row BETWEEN @firstRow AND @lastRow';

/** The rows that one filter yields and all the others let pass. */
export function selectRows(leading: Filter, filters: readonly Filter[] = []): string {
  const others = filters.filter(({ condition }) => condition !== leading.condition);
  const needsCustomer = others.length > 0 && leading.row !== 'c.row';
  const joined = needsCustomer ? `CROSS JOIN customers c ON c.row = ${leading.row}` : '';
  const conditions = [leading.matches, ...others.map(({ condition }) => condition)];
  return `SELECT ${leading.row} FROM ${leading.table} ${joined} WHERE ${conditions.join(' AND ')}`;
}
