import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import { toOpenError } from '../errors.ts';
import { openExisting } from '../open/open-existing.ts';

/**
 * Reads a whole database file and checks its indexes against its tables.
 *
 * @param name the name of the file in the error message.
 * @throws DatabaseOpenError if the file is damaged or not a database of upsertd.
 */
export function refuseDamaged(file: string, name = file): void {
  const database = openExisting(file);
  try {
    const result = database.pragma('integrity_check(1)', { simple: true });
    if (result !== 'ok') throw new DatabaseOpenError(`${name} is damaged; nothing was replaced.`);
  } catch (error) {
    throw toOpenError(error, name);
  } finally {
    database.close();
  }
}
