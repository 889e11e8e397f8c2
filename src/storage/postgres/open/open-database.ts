import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import { Database } from '../database.ts';
import { placeOf, toOpenError } from '../errors.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migrations.ts';
import { openPool, type PoolOptions } from './open-pool.ts';
import { isPostgresUrl } from './postgres-url.ts';

/** The oldest version in which the owner of a database can create the necessary extensions. */
const OLDEST_VERSION = 140_000;

export interface OpenOptions extends PoolOptions {
  /** Refuses a database without tables of upsertd, instead of creating them. */
  readonly mustExist?: boolean | undefined;
  /** Called if the database was empty or did not exist, when its tables have been created. */
  readonly onCreated?: (() => void) | undefined;
  /** The migrations of the schema; default: `MIGRATIONS`. */
  readonly migrations?: readonly Migration[] | undefined;
}

/**
 * Connects to a database and migrates it.
 *
 * @throws DatabaseOpenError if it cannot be reached or used, or is newer than this program.
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  requireUrl(url, 'This');
  try {
    await migrateOnce(url, options);
    return new Database(await openPool(url, options));
  } catch (error) {
    throw toOpenError(error, placeOf(url));
  }
}

/** @throws DatabaseOpenError, without any part of the text, if the text is not the URL of a PostgreSQL database. */
export function requireUrl(text: string, name: string): void {
  if (!isPostgresUrl(text) || !URL.canParse(text))
    throw new DatabaseOpenError(
      `${name} is not the URL of a database; write postgres://user@host/database, for example.`,
    );
}

/** Migrates over its own connection, which has no time limit for statements. */
async function migrateOnce(url: string, options: OpenOptions): Promise<void> {
  const { mustExist = false, migrations, onCreated } = options;
  const unlimited = { ...options, connections: 1, patienceMs: Number.POSITIVE_INFINITY };
  const database = new Database(await openPool(url, unlimited));
  try {
    await refuseOld(database);
    const isNew = await migrate(database, { mustExist, ...(migrations && { migrations }) });
    if (isNew) onCreated?.();
  } finally {
    await database.close();
  }
}

async function refuseOld(database: Database): Promise<void> {
  const [row] = await database.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int AS version",
  );
  if ((row?.version ?? 0) < OLDEST_VERSION)
    throw new DatabaseOpenError('This PostgreSQL is older than version 14; upgrade PostgreSQL.');
}
