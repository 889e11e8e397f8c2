import type { Maintenance } from '../../domain/maintenance.ts';
import { UnusableStore } from '../../domain/unusable-store.ts';
import { examineDatabase } from './examine.ts';

/** Copies of a whole server, or to a moment of one's choice, are PostgreSQL's own art; ours would be a worse one. */
export function postgresMaintenance(url: string): Maintenance {
  return {
    backup: async () => {
      throw new UnusableStore(
        'PostgreSQL is backed up by its own tools, also while it is served: pg_dump --format=custom --file=FILE, or your provider.',
      );
    },
    restore: async () => {
      throw new UnusableStore(
        'PostgreSQL is restored by its own tools: pg_restore --dbname=NAME FILE into an empty database, or your provider.',
      );
    },
    examine: (now) => examineDatabase(url, now),
  };
}
