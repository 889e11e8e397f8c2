import type { DatabaseExport } from '../domain/database-export.ts';
import { DatabaseOpenError } from '../domain/database-open-error.ts';
import { isPostgresUrl } from './postgres/open/postgres-url.ts';
import { showUrl } from './show-url.ts';
import { sqlitePath } from './sqlite/open/sqlite-path.ts';

/**
 * Opens a database to read or write all of it.
 *
 * @param options.mustExist refuses one that is not there, instead of making it.
 * @throws UnusableStore when it cannot be used, or is being served.
 */
export async function openDatabaseExport(
  url: string,
  options: { mustExist: boolean },
): Promise<DatabaseExport> {
  if (isPostgresUrl(url)) {
    const { openPostgresExport } = await import('./postgres/export/database-export.ts');
    return openPostgresExport(url, options);
  }
  const path = sqlitePath(url);
  if (path === undefined || path === ':memory:')
    throw new DatabaseOpenError(
      `${showUrl(url)} names no database to migrate; write sqlite:FILE or postgres://….`,
    );
  const { openSqliteExport } = await import('./sqlite/export/database-export.ts');
  return openSqliteExport(path, options);
}
