import type { DatabaseExport } from '../domain/store/database-export.ts';
import { DatabaseOpenError } from '../domain/store/database-open-error.ts';
import { importOptional } from '../platform/optional-packages.ts';
import { isPostgresUrl } from './postgres/open/postgres-url.ts';
import { showUrl } from './show-url.ts';
import { sqlitePath } from './sqlite/open/paths.ts';

export interface DatabaseExportOptions {
  readonly mustExist: boolean;
  readonly onCreated?: (() => void) | undefined;
}

/**
 * Opens a database to read or write all of it.
 *
 * @param options.mustExist refuses a database that does not exist, instead of creating it.
 * @param options.onCreated called if the database was empty or did not exist, when its tables have been created.
 * @throws DatabaseOpenError if the database cannot be used, or is being served.
 */
export async function openDatabaseExport(
  url: string,
  options: DatabaseExportOptions,
): Promise<DatabaseExport> {
  if (isPostgresUrl(url)) {
    const { openPostgresExport } = await importOptional(
      'postgres',
      () => import('./postgres/export/database-export.ts'),
    );
    return openPostgresExport(url, options);
  }
  const path = sqlitePath(url);
  if (path === undefined || path === ':memory:')
    throw new DatabaseOpenError(
      `${showUrl(url)} is not a database that can be migrated; write sqlite:FILE or postgres://….`,
    );
  const { openSqliteExport } = await import('./sqlite/export/database-export.ts');
  return openSqliteExport(path, options);
}
