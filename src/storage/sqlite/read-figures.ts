import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { StoreFigures } from '../../domain/store-figures.ts';

/** Reads the figures that lie in the database, none of them by a scan. */
export function figuresReader(database: Database.Database): () => Omit<StoreFigures, 'waitingWrites'> {
  const size = database.prepare<[], number>(
    'SELECT page_count * page_size FROM pragma_page_count, pragma_page_size',
  );
  // Rows are numbered as they come and swept in that order, so the ends tell how many lie between.
  const kept = database.prepare<[], number>(
    `SELECT coalesce((SELECT max(row) FROM kept_answers) - (SELECT min(row) FROM kept_answers) + 1, 0)`,
  );
  return () => ({
    databaseBytes: size.pluck().get() ?? 0,
    walBytes: statSync(`${database.name}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    keptAnswers: kept.pluck().get() ?? 0,
  });
}
