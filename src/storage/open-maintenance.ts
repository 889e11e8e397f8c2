import type { Maintenance } from '../domain/maintenance.ts';
import { UnusableStore } from '../domain/unusable-store.ts';
import { sqliteMaintenance } from './sqlite/maintenance.ts';
import { sqlitePath } from './sqlite/sqlite-path.ts';

/** Maintenance of the database that a URL names. @throws UnusableStore when it has no file. */
export function openMaintenance(url: string): Maintenance {
  const path = sqlitePath(url);
  if (path === undefined || path === ':memory:') throw new UnusableStore(`${url} names no database file.`);
  return sqliteMaintenance(path);
}
