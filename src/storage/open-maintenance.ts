import { DatabaseOpenError } from '../domain/database-open-error.ts';
import type { Maintenance } from '../domain/maintenance.ts';
import { postgresMaintenance } from './postgres/maintenance/maintenance.ts';
import { isPostgresUrl } from './postgres/open/postgres-url.ts';
import { showUrl } from './show-url.ts';
import { sqliteMaintenance } from './sqlite/maintenance/maintenance.ts';
import { sqlitePath } from './sqlite/open/sqlite-path.ts';

/** Maintenance of the database that a URL names. @throws UnusableStore when it is neither a file nor on a server. */
export function openMaintenance(url: string): Maintenance {
  if (isPostgresUrl(url)) return postgresMaintenance(url);
  const path = sqlitePath(url);
  if (path === undefined || path === ':memory:')
    throw new DatabaseOpenError(`${showUrl(url)} names no database file.`);
  return sqliteMaintenance(path);
}
