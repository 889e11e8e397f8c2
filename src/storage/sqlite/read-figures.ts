import type Database from 'better-sqlite3';
import type { StoreFigures } from '../../domain/store/store-figures.ts';

type FileFigures = Omit<StoreFigures, 'waitingWrites' | 'walBytes'>;

/** Returns a function that reads the figures of the database, without a scan. */
export function figuresReader(database: Database.Database): () => FileFigures {
  const size = database.prepare<[], number>(
    'SELECT page_count * page_size FROM pragma_page_count, pragma_page_size',
  );
  // Rows have consecutive numbers and are deleted from the lowest on, so the first and the last give their count.
  const storedResponses = database.prepare<[], number>(
    `SELECT coalesce((SELECT max(row) FROM kept_answers) - (SELECT min(row) FROM kept_answers) + 1, 0)`,
  );
  return () => ({
    databaseBytes: size.pluck().get() ?? 0,
    keptAnswers: storedResponses.pluck().get() ?? 0,
  });
}
