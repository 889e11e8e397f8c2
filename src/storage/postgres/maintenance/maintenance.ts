import { DatabaseOpenError } from '../../../domain/database-open-error.ts';
import type { Maintenance } from '../../../domain/maintenance.ts';
import { examineDatabase } from './diagnose.ts';

/** Copies of a whole server, or to a moment of one's choice, are PostgreSQL's own art; ours would be a worse one. */
export function postgresMaintenance(url: string): Maintenance {
  return {
    backup: async () => {
      throw new DatabaseOpenError(
        'PostgreSQL is backed up by its own tools, also while it is served: pg_dump --format=custom --file=FILE, or your provider.',
      );
    },
    restore: async () => {
      throw new DatabaseOpenError(
        'PostgreSQL is restored by its own tools: pg_restore --dbname=NAME FILE into an empty database, or your provider.',
      );
    },
    diagnose: (now) => examineDatabase(url, now),
  };
}
