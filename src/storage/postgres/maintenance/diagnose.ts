import type { CheckResult } from '../../../domain/maintenance.ts';
import type { Queryable } from '../database.ts';
import { Database } from '../database.ts';
import { RefusedStatement, toStoreError } from '../driver-error.ts';
import { readApplied } from '../open/migrate.ts';
import { MIGRATIONS } from '../open/migrations.ts';
import { placeOf, toOpenError } from '../open/open-error.ts';
import { openPool } from '../open/open-pool.ts';

/** How far ahead of our clock a stored time may lie. */
const TOLERATED_SKEW_MS = 60_000;

/** Transactions are numbered with 32 bits; PostgreSQL stops some time before they run out, if nobody cleans up. */
const WORRYING_AGE = 1_000_000_000;

type DescribeError = Omit<CheckResult, 'what'>;
type DiagnosticCheck = (database: Queryable, now: number) => Promise<DescribeError>;

const CHECKS: Readonly<Record<string, DiagnosticCheck>> = {
  schema,
  durability,
  indexes,
  links,
  counters,
  search,
  vacuum,
  clock,
};

/** Looks a database over; every finding is told, also after a bad one. */
export async function examineDatabase(url: string, now: number): Promise<CheckResult[]> {
  let database: Database;
  try {
    // It reads every row, which may take as long as it likes.
    database = new Database(await openPool(url, { connections: 1, patienceMs: Number.POSITIVE_INFINITY }));
  } catch (error) {
    throw toOpenError(error, placeOf(url));
  }
  try {
    const findings: CheckResult[] = [];
    for (const [what, check] of Object.entries(CHECKS))
      findings.push({ what, ...(await runCheck(check, database, now)) });
    return findings;
  } finally {
    await database.close();
  }
}

/** A table that is damaged, or not there, can make any query fail. */
async function runCheck(check: DiagnosticCheck, database: Database, now: number): Promise<DescribeError> {
  try {
    return await check(database, now);
  } catch (error) {
    const refused = toStoreError(error);
    return bad(refused instanceof RefusedStatement ? refused.message : (error as Error).message);
  }
}

async function schema(database: Queryable): Promise<DescribeError> {
  const applied = (await readApplied(database)).length;
  if (applied === 0) return bad('there are no tables of upsertd in this database');
  if (applied > MIGRATIONS.length)
    return warning(`version ${applied}, newer than this program's ${MIGRATIONS.length}`);
  return applied === MIGRATIONS.length
    ? good(`version ${applied}, the newest`)
    : warning(`version ${applied}; the next start brings it to ${MIGRATIONS.length}`);
}

/** An acknowledged write must be on the disk. */
async function durability(database: Queryable): Promise<DescribeError> {
  const [row] = await database.query<{ fsync: string; commit: string }>(
    "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit",
  );
  if (row?.fsync === 'off') return bad('fsync is off, so a power cut may cost everything; switch it on');
  return row?.commit === 'off'
    ? bad('synchronous_commit is off, so a crash may cost what was acknowledged; switch it on')
    : good('a commit waits for the disk');
}

async function indexes(database: Queryable): Promise<DescribeError> {
  const count = await countOf(
    database,
    `SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid`,
  );
  return count === 0 ? good('every index is whole') : bad(`${count} are broken; REINDEX them`);
}

/** The tables have no foreign keys, because each costs a look-up at every write. */
const BROKEN_LINKS = `SELECT ${['customer_references', 'customer_search', 'events', 'customer_records']
  .map(
    (table) => `(SELECT count(*) FROM ${table} x WHERE NOT EXISTS (
      SELECT FROM customers c WHERE (c.merchant, c.livemode, c.number) = (x.merchant, x.livemode, x.customer)))`,
  )
  .join(' + ')}
  + abs((SELECT coalesce(sum(json_array_length(held_references)), 0) FROM customers)
    - (SELECT count(*) FROM customer_references)) AS count`;

async function links(database: Queryable): Promise<DescribeError> {
  const count = await countOf(database, BROKEN_LINKS);
  return count === 0 ? good('every link leads somewhere') : bad(`${count} links lead to nothing`);
}

/** Whether a tenant's rows are not as many as its counter says, or not numbered from 1 up to it. */
const WRONG_COUNTS = `SELECT count(*) FROM tenants t
  WHERE ${wrongCount('customers', 'number')} OR ${wrongCount('events', 'sequence')}`;

function wrongCount(table: 'customers' | 'events', number: string): string {
  return `ARRAY[t.${table}, t.${table}] IS DISTINCT FROM (
    SELECT ARRAY[count(*), coalesce(max(${number}), 0)] FROM ${table}
    WHERE merchant = t.merchant AND livemode = t.livemode)`;
}

async function counters(database: Queryable): Promise<DescribeError> {
  const count = await countOf(database, WRONG_COUNTS);
  return count === 0
    ? good('customers and events are numbered without a gap')
    : bad(`wrong for ${count} merchants and modes`);
}

async function search(database: Queryable): Promise<DescribeError> {
  const customers = await countOf(database, 'SELECT count(*) FROM customers');
  const entries = await countOf(database, 'SELECT count(*) FROM customer_search');
  if (entries !== customers) return bad(`${customers} customers, but ${entries} entries`);
  const [locale] = await database.query<{ ctype: string }>(
    'SELECT datctype AS ctype FROM pg_database WHERE datname = current_database()',
  );
  return /^(C|POSIX)$/.test(locale?.ctype ?? '')
    ? warning(
        `${customers} customers indexed, but by ASCII letters alone, as the locale ${locale?.ctype} knows no others; make the database with C.UTF-8, for example`,
      )
    : good(`${customers} customers indexed`);
}

async function vacuum(database: Queryable): Promise<DescribeError> {
  const age = await countOf(
    database,
    'SELECT age(datfrozenxid) AS count FROM pg_database WHERE datname = current_database()',
  );
  return age > WORRYING_AGE
    ? warning(`the oldest row is ${age} transactions old; find out why autovacuum does not come through`)
    : good('autovacuum comes through');
}

async function clock(database: Queryable, now: number): Promise<DescribeError> {
  const newest = await countOf(
    database,
    `SELECT greatest((SELECT max(updated_at) FROM customers), (SELECT max(last_event_at) FROM tenants), 0) AS count`,
  );
  const ahead = newest - now;
  return ahead > TOLERATED_SKEW_MS
    ? warning(`the newest change lies ${Math.round(ahead / 1000)} s ahead of this machine's clock`)
    : good(`${new Date(now).toISOString()}, after every stored change`);
}

async function countOf(database: Queryable, sql: string): Promise<number> {
  const [row] = await database.query<{ count: number | string }>(sql);
  return Number(row?.count ?? 0);
}

function good(detail: string): DescribeError {
  return { verdict: 'good', detail };
}

function warning(detail: string): DescribeError {
  return { verdict: 'odd', detail };
}

function bad(detail: string): DescribeError {
  return { verdict: 'bad', detail };
}
