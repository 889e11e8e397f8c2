import { DatabaseOpenError } from '../../../domain/database-open-error.ts';
import { Database } from '../database.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migrations.ts';
import { placeOf, toOpenError } from './open-error.ts';
import { openPool, type PoolOptions } from './open-pool.ts';
import { isPostgresUrl } from './postgres-url.ts';

/** What is used of PostgreSQL is there from this version on: extensions that an owner of a database may make. */
const OLDEST_VERSION = 140_000;

export interface OpenOptions extends PoolOptions {
  /** Refuses a database without our tables, instead of making them. */
  readonly mustExist?: boolean | undefined;
  /** What leads to today's schema, unless another one is wanted. */
  readonly migrations?: readonly Migration[] | undefined;
}

/**
 * Connects to a database and brings it up to date.
 *
 * @throws UnusableStore when it cannot be reached or used, or is newer than this program.
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  requireUrl(url, 'This');
  try {
    await bringUpToDate(url, options);
    return new Database(await openPool(url, options));
  } catch (error) {
    throw toOpenError(error, placeOf(url));
  }
}

/** @throws UnusableStore, without a word of the text, when it is none. */
export function requireUrl(text: string, name: string): void {
  if (!isPostgresUrl(text) || !URL.canParse(text))
    throw new DatabaseOpenError(
      `${name} is no URL of a database; write postgres://user@host/database, for example.`,
    );
}

/** Over a connection of its own, because a migration may take longer than anything later may. */
async function bringUpToDate(url: string, options: OpenOptions): Promise<void> {
  const { mustExist = false, migrations } = options;
  const patient = { ...options, connections: 1, patienceMs: Number.POSITIVE_INFINITY };
  const database = new Database(await openPool(url, patient));
  try {
    await refuseOld(database);
    await migrate(database, { mustExist, ...(migrations && { migrations }) });
  } finally {
    await database.close();
  }
}

async function refuseOld(database: Database): Promise<void> {
  const [row] = await database.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int AS version",
  );
  if ((row?.version ?? 0) < OLDEST_VERSION)
    throw new DatabaseOpenError(
      'This PostgreSQL is older than 14, which is the oldest that upsertd works with.',
    );
}
