import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import type { Database, Queryable } from '../database.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';

interface Applied {
  readonly number: number;
  readonly works_with: number;
}

/** "upsd", as in the header of a SQLite file: only one process at a time migrates. */
const MIGRATION_LOCK = 0x75707364;

/**
 * Migrates the schema. If several processes start at the same time, one of them migrates it. Older programs can continue
 * to use the database if the migrations permit it.
 *
 * @param mustExist refuses a database without tables of upsertd, instead of creating them.
 * @returns whether the database had no tables of upsertd before.
 * @throws DatabaseOpenError if a newer program migrated the schema, and this program cannot use the new schema.
 */
export async function migrate(
  database: Database,
  {
    mustExist = false,
    migrations = MIGRATIONS,
  }: { mustExist?: boolean; migrations?: readonly Migration[] } = {},
): Promise<boolean> {
  const before = await readApplied(database);
  if (before.length === 0 && mustExist)
    throw new DatabaseOpenError('There are no tables of upsertd in this database; serving makes them.');
  refuseNewer(before, migrations);
  if (before.length >= migrations.length) return false;
  return database.transaction(async (within) => {
    // A role can have time-outs, but the wait for another program's migration has no limit.
    await within.query('SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0');
    await within.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
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
    return applied.length === 0;
  });
}

/** Reads the applied migrations, in order; none if their table does not exist. */
export async function readApplied(database: Queryable): Promise<Applied[]> {
  const [result] = await database.query<{ there: boolean }>(
    "SELECT to_regclass('upsertd_migrations') IS NOT NULL AS there",
  );
  if (!result?.there) return [];
  return database.query<Applied>('SELECT number, works_with FROM upsertd_migrations ORDER BY number');
}

function refuseNewer(applied: readonly Applied[], migrations: readonly Migration[]): void {
  const unknown = applied.slice(migrations.length);
  if (unknown.every(({ works_with }) => works_with <= migrations.length)) return;
  throw new DatabaseOpenError(
    `This database was written by a newer upsertd (schema ${applied.length}, this one knows ${migrations.length}); upgrade upsertd.`,
  );
}
