import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import { type CheckResult, isDiskFull } from '../../../domain/store/maintenance.ts';
import { bad, type CheckOutcome, good, warning } from '../../check-outcome.ts';
import { MIGRATIONS } from '../open/migrations.ts';
import { openExisting } from '../open/open-existing.ts';
import { pendingLogBytes } from '../pending-log.ts';
import { diagnoseSearch } from './diagnose-search.ts';

const MIB = 1024 * 1024;

/** More of the write-ahead log than this outside the main file shows that checkpoints fail. */
const MAX_LOG_BYTES = 256 * MIB;

/** The longest time, in milliseconds, by which a stored time may be ahead of this machine's clock. */
const TOLERATED_SKEW_MS = 60_000;

/** A check of the open database, or of its file. */
type DatabaseCheck = (database: Database.Database) => CheckOutcome;
type FileCheck = (path: string) => CheckOutcome;

const FILE_CHECKS: Readonly<Record<string, FileCheck>> = {
  permissions,
  names,
  'free space': freeSpace,
};

/** Runs all checks of a database file. A check that fails does not stop the others. */
export function diagnoseFile(path: string, now: number): CheckResult[] {
  if (!existsSync(path)) throw new DatabaseOpenError(`There is no database ${path}.`);
  const ofFile = Object.entries(FILE_CHECKS).map(([what, check]) => ({ what, ...check(path) }));
  let database: Database.Database;
  try {
    database = openExisting(path);
  } catch (error) {
    return [...ofFile, { what: 'database', ...bad((error as Error).message) }];
  }
  const checks: Readonly<Record<string, DatabaseCheck>> = {
    log: logSize,
    schema,
    integrity,
    links,
    counters,
    search: () => diagnoseSearch(database, path),
    clock: () => clock(database, now),
  };
  try {
    const ofDatabase = Object.entries(checks).map(([what, check]) => ({
      what,
      ...runCheck(check, database),
    }));
    return [...ofFile, ...ofDatabase];
  } finally {
    database.close();
  }
}

/** Runs a check. On a damaged page any query can throw, which is the outcome "bad". */
function runCheck(check: DatabaseCheck, database: Database.Database): CheckOutcome {
  try {
    return check(database);
  } catch (error) {
    return bad((error as Error).message);
  }
}

function permissions(path: string): CheckOutcome {
  const mode = statSync(path).mode & 0o777;
  const shown = mode.toString(8).padStart(4, '0');
  return (mode & 0o077) === 0
    ? good(`${shown}, the owner alone`)
    : warning(`${shown}: others on this machine may open the file; chmod 600 it`);
}

function names(path: string): CheckOutcome {
  const { nlink } = statSync(path);
  return nlink === 1
    ? good('the file has one name')
    : warning(`the file has ${nlink} names (hard links); remove the others, or make them symbolic links`);
}

function freeSpace(path: string): CheckOutcome {
  const { bavail, bsize } = statfsSync(dirname(path));
  const free = bavail * bsize;
  const size = statSync(path).size + sizeOfLog(path);
  const detail = `${mib(free)} free, the database has ${mib(size)}`;
  if (isDiskFull(free)) return bad(`${detail}: free some space on this disk`);
  return free < size ? warning(`${detail}: a backup on the same disk will not fit`) : good(detail);
}

function logSize(database: Database.Database): CheckOutcome {
  const size = pendingLogBytes(database);
  const detail = `${mib(size)} of the write-ahead log are not in the main file yet`;
  return size > MAX_LOG_BYTES
    ? warning(`${detail}: a process reads for a long time, so checkpoints fail`)
    : good(detail);
}

function sizeOfLog(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

function schema(database: Database.Database): CheckOutcome {
  const applied = database.pragma('user_version', { simple: true }) as number;
  return applied === MIGRATIONS.length
    ? good(`version ${applied}, the newest`)
    : warning(`version ${applied}; the next start brings it to ${MIGRATIONS.length}`);
}

function integrity(database: Database.Database): CheckOutcome {
  const rows = database.pragma('integrity_check(5)') as { integrity_check: string }[];
  const errors = rows.map(({ integrity_check }) => integrity_check).join('; ');
  return errors === 'ok' ? good('every page is sound') : bad(`${errors}; restore a backup`);
}

/** The most written tables have no foreign keys, because each foreign key costs a look-up per write. */
const BROKEN_LINKS = `
  (SELECT count(*) FROM customer_references r WHERE NOT EXISTS (SELECT 1 FROM customers WHERE row = r.customer))
  + (SELECT count(*) FROM customers c WHERE NOT EXISTS (SELECT 1 FROM events WHERE row = c.last_event))
  + (SELECT count(*) FROM events e WHERE NOT EXISTS (SELECT 1 FROM customers WHERE row = e.customer))
  + (SELECT count(*) FROM events e WHERE earlier > 0 AND NOT EXISTS (SELECT 1 FROM events WHERE row = e.earlier))
  + abs((SELECT total(json_array_length(held_references)) FROM customers) - (SELECT count(*) FROM customer_references))`;

function links(database: Database.Database): CheckOutcome {
  const withoutKeys = database.prepare<[], number>(`SELECT ${BROKEN_LINKS}`).pluck().get() ?? 0;
  const broken = withoutKeys + (database.pragma('foreign_key_check') as unknown[]).length;
  return broken === 0 ? good('no broken links') : bad(`${broken} broken links`);
}

/** The program reads the counters of a tenant instead of counting its rows. */
function counters(database: Database.Database): CheckOutcome {
  const wrong = database
    .prepare<[], number>(
      `SELECT count(*) FROM tenants t WHERE ${wrongCount('customers')} OR ${wrongCount('events')}`,
    )
    .pluck()
    .get();
  return wrong === 0
    ? good('customers and events are numbered without gaps')
    : bad(`wrong for ${wrong} merchants and modes`);
}

/** An SQL condition: the number of a tenant's rows differs from its counter, or their numbers are not 1 to this number. */
function wrongCount(table: 'customers' | 'events'): string {
  const base = 't.number << 32';
  return `(${table}, ${table}) IS NOT (SELECT count(*), coalesce(max(row) - (${base}), 0) FROM ${table}
    WHERE row BETWEEN ${base} AND (t.number + 1) << 32)`;
}

function clock(database: Database.Database, now: number): CheckOutcome {
  const newest =
    database
      .prepare<[], number | null>(
        'SELECT max((SELECT max(updated_at) FROM customers), (SELECT max(last_event_at) FROM tenants))',
      )
      .pluck()
      .get() ?? 0;
  const ahead = newest - now;
  return ahead > TOLERATED_SKEW_MS
    ? warning(`the newest change is ${Math.round(ahead / 1000)} s ahead of this machine's clock`)
    : good(`${new Date(now).toISOString()}, after every stored change`);
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}
