import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { DatabaseOpenError } from '../../../domain/database-open-error.ts';
import type { CheckResult } from '../../../domain/maintenance.ts';
import { MIGRATIONS } from '../open/migrations.ts';
import { openExisting } from '../open/open-existing.ts';
import { bad, type DiagnosticCheck, good, warning } from './check-result.ts';
import { searchIndex } from './diagnose-search.ts';

const MIB = 1024 * 1024;

/** Below this much free space a disk is as good as full. */
const LITTLE_SPACE_BYTES = 100 * MIB;

/** A write-ahead log of this size means that checkpoints do not come through. */
const LONG_LOG_BYTES = 256 * MIB;

/** How far ahead of our clock a stored time may lie. */
const TOLERATED_SKEW_MS = 60_000;

/** Looks a database file over; every finding is told, also after a bad one. */
export function examineFile(path: string, now: number): CheckResult[] {
  if (!existsSync(path)) throw new DatabaseOpenError(`There is no database ${path}.`);
  const aboutFile = [permissions(path), names(path), freeSpace(path), logSize(path)];
  let database: Database.Database;
  try {
    database = openExisting(path);
  } catch (error) {
    return [...aboutFile, bad('database', (error as Error).message)];
  }
  try {
    const checks = [schema, integrity, links, counters, searchIndex(path), clock(now)];
    return [...aboutFile, ...checks.map((check) => runCheck(check, database))];
  } finally {
    database.close();
  }
}

/** A damaged page can make any query throw. */
function runCheck(check: DiagnosticCheck, database: Database.Database): CheckResult {
  try {
    return check(database);
  } catch (error) {
    return bad(check.name, (error as Error).message);
  }
}

function permissions(path: string): CheckResult {
  const mode = statSync(path).mode & 0o777;
  const shown = mode.toString(8).padStart(4, '0');
  return (mode & 0o077) === 0
    ? good('permissions', `${shown}, the owner alone`)
    : warning('permissions', `${shown}: others on this machine may open the file; chmod 600 it`);
}

function names(path: string): CheckResult {
  const { nlink } = statSync(path);
  return nlink === 1
    ? good('names', 'the file has one name')
    : warning(
        'names',
        `the file has ${nlink} names (hard links); remove the others, or make them symbolic links`,
      );
}

function freeSpace(path: string): CheckResult {
  const { bavail, bsize } = statfsSync(dirname(path));
  const free = bavail * bsize;
  const size = statSync(path).size + sizeOfLog(path);
  const detail = `${mib(free)} free, the database has ${mib(size)}`;
  if (free < LITTLE_SPACE_BYTES) return bad('free space', detail);
  return free < size
    ? warning('free space', `${detail}: a backup on the same disk will not fit`)
    : good('free space', detail);
}

function logSize(path: string): CheckResult {
  const size = sizeOfLog(path);
  const detail = `${mib(size)} of write-ahead log`;
  return size > LONG_LOG_BYTES
    ? warning('log', `${detail}: some process has been reading for long`)
    : good('log', detail);
}

function sizeOfLog(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

function schema(database: Database.Database): CheckResult {
  const applied = database.pragma('user_version', { simple: true }) as number;
  return applied === MIGRATIONS.length
    ? good('schema', `version ${applied}, the newest`)
    : warning('schema', `version ${applied}; the next start brings it to ${MIGRATIONS.length}`);
}

function integrity(database: Database.Database): CheckResult {
  const rows = database.pragma('integrity_check(5)') as { integrity_check: string }[];
  const runCheck = rows.map(({ integrity_check }) => integrity_check).join('; ');
  return runCheck === 'ok'
    ? good('integrity', 'every page is sound')
    : bad('integrity', `${runCheck}; restore a backup`);
}

/** The tables that are written most have no foreign keys, because each costs a look-up at every write. */
const BROKEN_LINKS = `
  (SELECT count(*) FROM customer_references r WHERE NOT EXISTS (SELECT 1 FROM customers WHERE row = r.customer))
  + (SELECT count(*) FROM customers c WHERE NOT EXISTS (SELECT 1 FROM events WHERE row = c.last_event))
  + (SELECT count(*) FROM events e WHERE NOT EXISTS (SELECT 1 FROM customers WHERE row = e.customer))
  + (SELECT count(*) FROM events e WHERE earlier > 0 AND NOT EXISTS (SELECT 1 FROM events WHERE row = e.earlier))
  + abs((SELECT total(json_array_length(held_references)) FROM customers) - (SELECT count(*) FROM customer_references))`;

function links(database: Database.Database): CheckResult {
  const unkeyed = database.prepare<[], number>(`SELECT ${BROKEN_LINKS}`).pluck().get() ?? 0;
  const broken = unkeyed + (database.pragma('foreign_key_check') as unknown[]).length;
  return broken === 0
    ? good('links', 'every link leads somewhere')
    : bad('links', `${broken} links lead to nothing`);
}

/** The counters that stand for counting must be right. */
function counters(database: Database.Database): CheckResult {
  const wrong = database
    .prepare<[], number>(
      `SELECT count(*) FROM tenants t WHERE ${wrongCount('customers')} OR ${wrongCount('events')}`,
    )
    .pluck()
    .get();
  return wrong === 0
    ? good('counters', 'customers and events are numbered without a gap')
    : bad('counters', `wrong for ${wrong} merchants and modes`);
}

/** Whether a tenant's rows in a table are not as many as its counter says, or not numbered from 1 up to it. */
function wrongCount(table: 'customers' | 'events'): string {
  const base = 't.number << 32';
  return `(${table}, ${table}) IS NOT (SELECT count(*), coalesce(max(row) - (${base}), 0) FROM ${table}
    WHERE row BETWEEN ${base} AND (t.number + 1) << 32)`;
}

function clock(now: number): DiagnosticCheck {
  return function clock(database) {
    const newest =
      database
        .prepare<[], number | null>(
          'SELECT max((SELECT max(updated_at) FROM customers), (SELECT max(last_event_at) FROM tenants))',
        )
        .pluck()
        .get() ?? 0;
    const ahead = newest - now;
    return ahead > TOLERATED_SKEW_MS
      ? warning('clock', `the newest change lies ${Math.round(ahead / 1000)} s ahead of this machine's clock`)
      : good('clock', `${new Date(now).toISOString()}, after every stored change`);
  };
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}
