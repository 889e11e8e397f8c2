import { DatabaseOpenError } from '../../../domain/database-open-error.ts';
import { toOpenError } from '../open/open-error.ts';
import { openExisting } from '../open/open-existing.ts';

/**
 * Reads all of a database file and holds its indexes against its tables.
 *
 * @param name what the file is called in the refusal.
 * @throws UnusableStore when it is not a whole database of ours.
 */
export function refuseDamaged(file: string, name = file): void {
  const database = openExisting(file);
  try {
    const verdict = database.pragma('integrity_check(1)', { simple: true });
    if (verdict !== 'ok') throw new DatabaseOpenError(`${name} is damaged; nothing was put in its place.`);
  } catch (error) {
    throw toOpenError(error, name);
  } finally {
    database.close();
  }
}
