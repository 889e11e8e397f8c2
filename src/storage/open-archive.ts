import type { Archive } from '../domain/archive.ts';
import { UnusableStore } from '../domain/unusable-store.ts';
import { isPostgresUrl } from './postgres/postgres-url.ts';
import { showUrl } from './show-url.ts';
import { sqlitePath } from './sqlite/sqlite-path.ts';

/**
 * Opens a database to read or write all of it.
 *
 * @param options.mustExist refuses one that is not there, instead of making it.
 * @throws UnusableStore when it cannot be used, or is being served.
 */
export async function openArchive(url: string, options: { mustExist: boolean }): Promise<Archive> {
  if (isPostgresUrl(url)) {
    const { openPostgresArchive } = await import('./postgres/archive.ts');
    return openPostgresArchive(url, options);
  }
  const path = sqlitePath(url);
  if (path === undefined || path === ':memory:')
    throw new UnusableStore(
      `${showUrl(url)} names no database to migrate; write sqlite:FILE or postgres://….`,
    );
  const { openSqliteArchive } = await import('./sqlite/archive.ts');
  return openSqliteArchive(path, options);
}
