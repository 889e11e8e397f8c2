import { DatabaseOpenError } from '../domain/database-open-error.ts';
import type { SharedEmails } from '../domain/email-uniqueness.ts';
import type { Store } from '../domain/store.ts';
import type { StoreObserver } from '../domain/store-figures.ts';
import { isPostgresUrl } from './postgres/open/postgres-url.ts';
import { showUrl } from './show-url.ts';
import { IN_MEMORY, sqlitePath } from './sqlite/open/sqlite-path.ts';

export interface StoreOptions {
  readonly sharedEmails?: SharedEmails;
  readonly observer?: StoreObserver;
  /** Claims the database for this process to serve, where only one may. */
  readonly serving?: boolean;
  /** Refuses a database that is not there, instead of making it. */
  readonly mustExist?: boolean;
  /** Where one process can hear of another's changes, if the URL leads to a pooler that passes none on. */
  readonly directUrl?: string | undefined;
  /** How many connections to a database server are held at the most. */
  readonly connections?: number | undefined;
}

/** The file that a database URL names; undefined where it names none. */
export function fileOf(url: string): string | undefined {
  const path = sqlitePath(url);
  return path === IN_MEMORY ? undefined : path;
}

/**
 * Opens the store that a database URL names: `sqlite:./upsertd.db`, `sqlite::memory:`, or
 * `postgres://user@host/database`.
 *
 * @throws UnusableStore in one sentence when it cannot be used.
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  // Only now, because commands that open no store need not wait for a database to load.
  if (isPostgresUrl(url)) {
    const { openPostgresStore } = await import('./postgres/postgres-store.ts');
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
