import type { CheckResult } from '../../../domain/store/maintenance.ts';
import { bad, type CheckOutcome, good, warning } from '../../check-outcome.ts';
import { Database, type Queryable } from '../database.ts';
import { placeOf, RefusedStatement, toOpenError, toStoreError } from '../errors.ts';
import { readApplied } from '../open/migrate.ts';
import { MIGRATIONS } from '../open/migrations.ts';
import { openPool } from '../open/open-pool.ts';
import { IS_OUTDATED } from '../search-rebuilder.ts';

/** The longest time, in milliseconds, by which a stored time may be ahead of this machine's clock. */
const TOLERATED_SKEW_MS = 60_000;

/** Transaction numbers have 32 bits. Without vacuum, PostgreSQL stops before they run out; this age is a warning. */
const MAX_TRANSACTION_AGE = 1_000_000_000;

type DatabaseCheck = (database: Queryable, now: number) => Promise<CheckOutcome>;

const CHECKS: Readonly<Record<string, DatabaseCheck>> = {
  schema,
  durability,
  indexes,
  links,
  counters,
  search,
  vacuum,
  clock,
};

/** Runs all checks of a database. A check that fails does not stop the others. */
export async function diagnoseDatabase(url: string, now: number): Promise<CheckResult[]> {
  let database: Database;
  try {
    // The checks read every row, so they have no time limit.
    database = new Database(await openPool(url, { connections: 1, patienceMs: Number.POSITIVE_INFINITY }));
  } catch (error) {
    throw toOpenError(error, placeOf(url));
  }
  try {
    const results: CheckResult[] = [];
    for (const [what, check] of Object.entries(CHECKS))
      results.push({ what, ...(await runCheck(check, database, now)) });
    return results;
  } finally {
    await database.close();
  }
}

/** Runs a check. If a table is damaged or missing, any query can throw, which is the outcome "bad". */
async function runCheck(check: DatabaseCheck, database: Database, now: number): Promise<CheckOutcome> {
  try {
    return await check(database, now);
  } catch (error) {
    const refused = toStoreError(error);
    return bad(refused instanceof RefusedStatement ? refused.message : (error as Error).message);
  }
}

async function schema(database: Queryable): Promise<CheckOutcome> {
  const applied = (await readApplied(database)).length;
  if (applied === 0) return bad('there are no tables of upsertd in this database');
  if (applied > MIGRATIONS.length)
    return warning(`version ${applied}, newer than this program's ${MIGRATIONS.length}`);
  return applied === MIGRATIONS.length
    ? good(`version ${applied}, the newest`)
    : warning(`version ${applied}; the next start brings it to ${MIGRATIONS.length}`);
}

/** Checks that PostgreSQL acknowledges a write only after the disk has stored it. */
async function durability(database: Queryable): Promise<CheckOutcome> {
  const [row] = await database.query<{ fsync: string; commit: string }>(
    "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit",
  );
  if (row?.fsync === 'off') return bad('fsync is off, so a power cut can destroy the database; switch it on');
  return row?.commit === 'off'
    ? bad('synchronous_commit is off, so a crash can lose acknowledged writes; switch it on')
    : good('a commit waits for the disk');
}

async function indexes(database: Queryable): Promise<CheckOutcome> {
  const count = await countOf(
    database,
    `SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid`,
  );
  return count === 0 ? good('every index is valid') : bad(`${count} indexes are invalid; REINDEX them`);
}

/** The tables have no foreign keys, because each foreign key costs a look-up per write. */
const BROKEN_LINKS = `SELECT ${['customer_references', 'customer_search', 'events', 'customer_records']
  .map(
    (table) => `(SELECT count(*) FROM ${table} x WHERE NOT EXISTS (
      SELECT FROM customers c WHERE (c.merchant, c.livemode, c.number) = (x.merchant, x.livemode, x.customer)))`,
  )
  .join(' + ')}
  + abs((SELECT coalesce(sum(json_array_length(held_references)), 0) FROM customers)
    - (SELECT count(*) FROM customer_references)) AS count`;

async function links(database: Queryable): Promise<CheckOutcome> {
  const count = await countOf(database, BROKEN_LINKS);
  return count === 0 ? good('no broken links') : bad(`${count} broken links`);
}

/** Counts the tenants whose number of rows differs from their counter, or whose rows are not numbered from 1 up to it. */
const WRONG_COUNTS = `SELECT count(*) FROM tenants t
  WHERE ${wrongCount('customers', 'number')} OR ${wrongCount('events', 'sequence')}`;

function wrongCount(table: 'customers' | 'events', number: string): string {
  return `ARRAY[t.${table}, t.${table}] IS DISTINCT FROM (
    SELECT ARRAY[count(*), coalesce(max(${number}), 0)] FROM ${table}
    WHERE merchant = t.merchant AND livemode = t.livemode)`;
}

async function counters(database: Queryable): Promise<CheckOutcome> {
  const count = await countOf(database, WRONG_COUNTS);
  return count === 0
    ? good('customers and events are numbered without gaps')
    : bad(`wrong for ${count} merchants and modes`);
}

async function search(database: Queryable): Promise<CheckOutcome> {
  const customers = await countOf(database, 'SELECT count(*) FROM customers');
  const entries = await countOf(database, 'SELECT count(*) FROM customer_search');
  if (entries !== customers) return bad(`${customers} customers, but ${entries} entries`);
  const outdated = await countOf(database, `SELECT count(*) FROM customer_search WHERE ${IS_OUTDATED}`);
  if (outdated > 0)
    return warning(
      `${outdated} of ${entries} entries are those of an earlier release; a running server rebuilds them`,
    );
  const [locale] = await database.query<{ ctype: string }>(
    'SELECT datctype AS ctype FROM pg_database WHERE datname = current_database()',
  );
  return /^(C|POSIX)$/.test(locale?.ctype ?? '')
    ? warning(
        `${customers} customers indexed, but only by ASCII letters, because the locale is ${locale?.ctype}; create the database with C.UTF-8, for example`,
      )
    : good(`${customers} customers indexed`);
}

async function vacuum(database: Queryable): Promise<CheckOutcome> {
  const age = await countOf(
    database,
    'SELECT age(datfrozenxid) AS count FROM pg_database WHERE datname = current_database()',
  );
  return age > MAX_TRANSACTION_AGE
    ? warning(`the oldest row is ${age} transactions old; check why autovacuum does not finish`)
    : good('autovacuum finishes');
}

async function clock(database: Queryable, now: number): Promise<CheckOutcome> {
  const newest = await countOf(
    database,
    `SELECT greatest((SELECT max(updated_at) FROM customers), (SELECT max(last_event_at) FROM tenants), 0) AS count`,
  );
  const ahead = newest - now;
  return ahead > TOLERATED_SKEW_MS
    ? warning(`the newest change is ${Math.round(ahead / 1000)} s ahead of this machine's clock`)
    : good(`${new Date(now).toISOString()}, after every stored change`);
}

async function countOf(database: Queryable, sql: string): Promise<number> {
  const [row] = await database.query<{ count: number | string }>(sql);
  return Number(row?.count ?? 0);
}
