import Database from 'better-sqlite3';
import type { CustomerListQuery } from '../src/domain/store/store.ts';

/**
 * Copies the customers of a database into a simple schema: a column for each field and ordinary indexes.
 *
 * @param source database file of upsertd.
 * @param copy file to create.
 */
export function makeNaiveCopy(source: string, copy: string): Database.Database {
  const database = new Database(copy);
  database.pragma('cache_size = -65536');
  database.prepare('ATTACH ? AS ours').run(source);
  database.exec(`
    CREATE TABLE customers AS
      SELECT c.row, c.tenant, c.id, c.updated_at, c.fields ->> 'email' AS email, c.fields ->> 'name' AS name,
        c.fields ->> 'phone' AS phone, c.fields ->> 'city' AS city, c.fields ->> 'metadata' AS metadata
      FROM ours.customers c ORDER BY c.row;
    CREATE TABLE customer_references AS SELECT * FROM ours.customer_references;
    CREATE UNIQUE INDEX customers_by_row ON customers (tenant, row);
    CREATE INDEX customers_by_email ON customers (tenant, email);
    CREATE INDEX customers_by_update ON customers (tenant, updated_at);
    CREATE INDEX references_by_source ON customer_references (tenant, source, external_id);
    CREATE INDEX references_by_customer ON customer_references (tenant, customer);
  `);
  database.exec('DETACH ours; ANALYZE');
  return database;
}

/** Lists customers with simple queries: LIKE for the search, COUNT for the total, OFFSET for the page. */
export function naiveList(database: Database.Database, tenant: number, query: CustomerListQuery) {
  const conditions = ['tenant = @tenant'];
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
    tenant,
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
    WHERE r.tenant = c.tenant AND r.customer = c.row AND ${condition})`;
}
