import type Database from 'better-sqlite3';
import type { CustomerQuery } from '../src/domain/store.ts';

/**
 * The list as one would write it first: text by LIKE, the total by COUNT, the page by OFFSET. SQLite may use every
 * ordinary index of the file. It leaves the references out, so it does less than the store.
 */
export function naiveList(database: Database.Database, merchantId: string, query: CustomerQuery) {
  const conditions = ['merchant = (SELECT number FROM merchants WHERE id = @merchantId)', 'livemode = 1'];
  if (query.search !== undefined) conditions.push(searching(query.search));
  if (query.emailFolded !== undefined) conditions.push('lower(email) = @emailFolded');
  if (query.updatedSince !== undefined) conditions.push('updated_at >= @updatedSince');
  if (query.source !== undefined) conditions.push(referring('r.source = @source'));
  if (query.externalId !== undefined) conditions.push(referring('r.external_id = @externalId'));
  const where = conditions.join(' AND ');
  const count = database.prepare(`SELECT count(*) FROM customers c WHERE ${where}`).pluck();
  const page = database.prepare(
    `SELECT * FROM customers c WHERE ${where} ORDER BY row DESC LIMIT @limit OFFSET @offset`,
  );
  const values = {
    ...query,
    merchantId,
    part: `%${query.search}%`,
    start: `${query.search}%`,
    word: `% ${query.search}%`,
  };
  return () => {
    const rows = page.all(values) as { id: string }[];
    return { total: count.get(values) as number, ids: rows.map(({ id }) => id) };
  };
}

function searching(search: string): string {
  const like = (text: string) =>
    search.length < 3 ? `(${text} LIKE @start OR ${text} LIKE @word)` : `${text} LIKE @part`;
  const own = ['email', 'name', 'phone'].map((column) => like(`lower(${column})`));
  return `(${own.join(' OR ')} OR ${referring(like('lower(r.external_id)'))})`;
}

function referring(condition: string): string {
  return `EXISTS (SELECT 1 FROM customer_references r
    WHERE r.merchant = c.merchant AND r.livemode = c.livemode AND r.customer = c.row AND ${condition})`;
}
