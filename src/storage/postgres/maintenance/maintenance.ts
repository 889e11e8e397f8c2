import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import type { Maintenance } from '../../../domain/store/maintenance.ts';
import { importOptional } from '../../../platform/optional-packages.ts';

/** PostgreSQL has its own tools for backups and point-in-time recovery, so `backup` and `restore` only name them. */
export function postgresMaintenance(url: string): Maintenance {
  return {
    backup: async () => {
      throw new DatabaseOpenError(
        'Back up PostgreSQL with its own tools, also while it is served: pg_dump --format=custom --file=FILE, or your provider.',
      );
    },
    restore: async () => {
      throw new DatabaseOpenError(
        'Restore PostgreSQL with its own tools: pg_restore --dbname=NAME FILE into an empty database, or your provider.',
      );
    },
    diagnose: async (now) => {
      const { diagnoseDatabase } = await importOptional('postgres', () => import('./diagnose.ts'));
      return diagnoseDatabase(url, now);
    },
  };
}
