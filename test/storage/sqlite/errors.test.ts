import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { resourceMissing } from '../../../src/domain/problem.ts';
import { isBusy, openErrorOf, toStoreError } from '../../../src/storage/sqlite/errors.ts';

const driverError = (code: string) => new Database.SqliteError('A message with a path and SQL.', code);

describe('the conversion of a driver’s error', () => {
  test.for([
    'SQLITE_BUSY',
    'SQLITE_BUSY_SNAPSHOT',
    'SQLITE_LOCKED',
    'SQLITE_FULL',
    'SQLITE_IOERR_FSYNC',
    'SQLITE_READONLY_DBMOVED',
    'SQLITE_CANTOPEN',
    'SQLITE_NOMEM',
    'SQLITE_PROTOCOL',
  ])('makes %s unavailable, with the error only as its cause', (code) => {
    const error = driverError(code);
    const converted = toStoreError(error);
    expect(converted).toMatchObject({ name: 'Problem', code: 'unavailable', cause: error });
    expect((converted as Error).message).not.toContain('SQL');
  });

  test.for(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CORRUPT', 'SQLITE_ERROR', 'SQLITE_MISMATCH'])(
    'returns %s unchanged, because its cause is not temporary',
    (code) => {
      const error = driverError(code);
      expect(toStoreError(error)).toBe(error);
    },
  );

  test('returns every other value unchanged', () => {
    const problem = resourceMissing('Nothing here.');
    const lookalike = Object.assign(new Error('Busy?'), { code: 'SQLITE_BUSY' });
    for (const error of [problem, lookalike, 'text', undefined]) expect(toStoreError(error)).toBe(error);
    expect(isBusy(lookalike)).toBe(false);
  });
});

describe('an error that occurs while a file is opened', () => {
  test('is described in one line with the path, also if its code is unknown', () => {
    for (const code of ['EMFILE', 'SQLITE_FULL', 'SQLITE_IOERR', undefined]) {
      const cause = Object.assign(new Error('what the system says'), { code });
      const { message } = openErrorOf(cause, '/data/x.db');
      expect(message).toContain('/data/x.db');
      expect(message.split('\n')).toHaveLength(1);
    }
  });
});
