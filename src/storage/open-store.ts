import type { SharedEmails } from '../domain/email.ts';
import { DatabaseOpenError } from '../domain/store/database-open-error.ts';
import type { Store } from '../domain/store/store.ts';
import type { StoreObserver } from '../domain/store/store-figures.ts';
import { importOptional } from '../platform/optional-packages.ts';
import { isPostgresUrl } from './postgres/open/postgres-url.ts';
import { showUrl } from './show-url.ts';
import { IN_MEMORY, sqlitePath } from './sqlite/open/paths.ts';

export interface StoreOptions {
  readonly sharedEmails?: SharedEmails;
  readonly observer?: StoreObserver;
  /** Acquires the serve lock, if only one process can serve the database. */
  readonly serving?: boolean;
  /** Refuses a database that does not exist, instead of creating it. */
  readonly mustExist?: boolean;
  /** Called if the database was empty or did not exist, when its tables have been created. */
  readonly onCreated?: (() => void) | undefined;
  /** The URL of the database without a pooler, to receive notifications of changed keys. Poolers forward none. */
  readonly directUrl?: string | undefined;
  /** The largest number of connections to a database server. */
  readonly connections?: number | undefined;
}

/** The path in the URL of a SQLite file; undefined for every other database. */
export function fileOf(url: string): string | undefined {
  const path = sqlitePath(url);
  return path === IN_MEMORY ? undefined : path;
}

/**
 * Opens the store that a database URL names: `sqlite:./upsertd.db`, `sqlite::memory:`, or
 * `postgres://user@host/database`.
 *
 * @throws DatabaseOpenError if the database cannot be used.
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  // Loads the adapter only when it is needed, because commands without a store start faster without it.
  if (isPostgresUrl(url)) {
    const { openPostgresStore } = await importOptional(
      'postgres',
      () => import('./postgres/postgres-store.ts'),
    );
    return openPostgresStore({ url, ...options });
  }
  const path = sqlitePath(url);
  if (!path) {
    throw new DatabaseOpenError(
      `${showUrl(url)} is not a database this program knows; write sqlite:./upsertd.db, for example.`,
    );
  }
  const { openSqliteStore } = await import('./sqlite/sqlite-store.ts');
  return openSqliteStore({ path, ...options });
}
