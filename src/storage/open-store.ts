import type { SharedEmails } from '../domain/email-rule.ts';
import type { Store } from '../domain/store.ts';
import type { StoreObserver } from '../domain/store-figures.ts';
import { UnusableStore } from '../domain/unusable-store.ts';
import { sqlitePath } from './sqlite/sqlite-path.ts';

export interface StoreOptions {
  readonly sharedEmails?: SharedEmails;
  readonly observer?: StoreObserver;
  /** Claims the database for this process to serve. */
  readonly serving?: boolean;
  /** Refuses a database that is not there, instead of making it. */
  readonly mustExist?: boolean;
}

/**
 * Opens the store that a database URL names: `sqlite:./upsertd.db`, or `sqlite::memory:`.
 *
 * @throws UnusableStore in one sentence when it cannot be used.
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  const path = sqlitePath(url);
  if (!path) {
    throw new UnusableStore(
      `${url} is not a database this program knows; write sqlite:./upsertd.db, for example.`,
    );
  }
  // Only now, because commands that open no store need not wait for a database to load.
  const { openSqliteStore } = await import('./sqlite/sqlite-store.ts');
  return openSqliteStore({ path, ...options });
}
