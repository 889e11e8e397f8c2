import { DatabaseOpenError } from '../domain/store/database-open-error.ts';
import type { Maintenance } from '../domain/store/maintenance.ts';
import { postgresMaintenance } from './postgres/maintenance/maintenance.ts';
import { isPostgresUrl } from './postgres/open/postgres-url.ts';
import { showUrl } from './show-url.ts';
import { sqliteMaintenance } from './sqlite/maintenance/maintenance.ts';
import { sqlitePath } from './sqlite/open/paths.ts';

/** Returns the maintenance of a database. @throws DatabaseOpenError if the URL names neither a file nor a server. */
export function openMaintenance(url: string): Maintenance {
  if (isPostgresUrl(url)) return postgresMaintenance(url);
  const path = sqlitePath(url);
  if (path === undefined || path === ':memory:')
    throw new DatabaseOpenError(`${showUrl(url)} is not a database file; write sqlite:FILE or postgres://….`);
  return sqliteMaintenance(path);
}
