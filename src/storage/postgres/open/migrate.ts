import { DatabaseOpenError } from '../../../domain/database-open-error.ts';
import type { Database, Queryable } from '../database.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';

interface Applied {
  readonly number: number;
  readonly works_with: number;
}

/** "upsd", as in the header of a SQLite file: one of us migrates at a time. */
const MIGRATING = 0x75707364;

/**
 * Brings the schema up to date, once, however many begin at the same moment. Programs that are older go on working
 * beside it as far as the migrations allow it.
 *
 * @param mustExist refuses a database without our tables, instead of making them.
 * @throws UnusableStore when it was migrated by a newer program, and this one cannot work with that.
 */
export async function migrate(
  database: Database,
  {
    mustExist = false,
    migrations = MIGRATIONS,
  }: { mustExist?: boolean; migrations?: readonly Migration[] } = {},
): Promise<void> {
  const before = await readApplied(database);
  if (before.length === 0 && mustExist)
    throw new DatabaseOpenError('There are no tables of upsertd in this database; serving makes them.');
  refuseNewer(before, migrations);
  if (before.length >= migrations.length) return;
  await database.transaction(async (within) => {
    // A role may have time-outs of its own, and waiting for another program's migration takes as long as that takes.
    await within.query('SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0');
    await within.query('SELECT pg_advisory_xact_lock($1)', [MIGRATING]);
    await within.query(
      'CREATE TABLE IF NOT EXISTS upsertd_migrations (number integer PRIMARY KEY, works_with integer NOT NULL)',
    );
    const applied = await readApplied(within);
    refuseNewer(applied, migrations);
    for (const [index, { sql, worksWith }] of migrations.entries()) {
      if (index < applied.length) continue;
      await within.query(sql);
      await within.query('INSERT INTO upsertd_migrations VALUES ($1, $2)', [index + 1, worksWith]);
    }
  });
}

/** In order; none where there is not even the table. */
export async function readApplied(database: Queryable): Promise<Applied[]> {
  const [found] = await database.query<{ there: boolean }>(
    "SELECT to_regclass('upsertd_migrations') IS NOT NULL AS there",
  );
  if (!found?.there) return [];
  return database.query<Applied>('SELECT number, works_with FROM upsertd_migrations ORDER BY number');
}

function refuseNewer(applied: readonly Applied[], migrations: readonly Migration[]): void {
  const unknown = applied.slice(migrations.length);
  if (unknown.every(({ works_with }) => works_with <= migrations.length)) return;
  throw new DatabaseOpenError(
    `This database was written by a newer upsertd (schema ${applied.length}, this one knows ${migrations.length}); upgrade upsertd.`,
  );
}
