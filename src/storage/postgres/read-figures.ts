import type { StoreFigures } from '../../domain/store/store-figures.ts';
import type { Queryable } from './database.ts';

/**
 * The sizes of the database and of the log since the last checkpoint, and the number of stored responses. The query
 * counts up to a thousand of them; for more, it uses PostgreSQL's statistics, which are some seconds old.
 */
const FIGURES = `SELECT pg_database_size(current_database()) AS "databaseBytes",
  CASE WHEN pg_is_in_recovery() THEN 0
    ELSE pg_wal_lsn_diff(pg_current_wal_insert_lsn(), (SELECT redo_lsn FROM pg_control_checkpoint()))::bigint
  END AS "walBytes",
  (SELECT CASE WHEN counted < 1000 THEN counted ELSE greatest(counted, (
      SELECT n_live_tup FROM pg_stat_user_tables WHERE relid = 'kept_answers'::regclass)) END
    FROM (SELECT count(*) AS counted FROM (SELECT FROM kept_answers LIMIT 1000) k) c) AS "keptAnswers"`;

/** Reads the figures of the database, without a scan. */
export async function readFigures(database: Queryable): Promise<Omit<StoreFigures, 'waitingWrites'>> {
  const [figures] = await database.query<Omit<StoreFigures, 'waitingWrites'>>(FIGURES);
  if (!figures) throw new Error('PostgreSQL returned no figures.');
  return figures;
}
