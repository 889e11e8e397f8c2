import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { resourceMissing } from '../../../src/domain/problem.ts';
import { isBusy, openErrorOf, toStoreError } from '../../../src/storage/sqlite/errors.ts';

const driverError = (code: string) => new Database.SqliteError('A message with a path and SQL.', code);

describe('a driver’s error', () => {
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
  ])('%s may pass, so it is told as unavailable, with the error as its cause alone', (code) => {
    const error = driverError(code);
    const told = toStoreError(error);
    expect(told).toMatchObject({ name: 'Problem', code: 'unavailable', cause: error });
    expect((told as Error).message).not.toContain('SQL');
  });

  test.for(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CORRUPT', 'SQLITE_ERROR', 'SQLITE_MISMATCH'])(
    '%s will not pass, so it stays a fault of ours',
    (code) => {
      const error = driverError(code);
      expect(toStoreError(error)).toBe(error);
    },
  );

  test('and nothing else is translated', () => {
    const problem = resourceMissing('Nothing here.');
    const lookalike = Object.assign(new Error('Busy?'), { code: 'SQLITE_BUSY' });
    for (const error of [problem, lookalike, 'text', undefined]) expect(toStoreError(error)).toBe(error);
    expect(isBusy(lookalike)).toBe(false);
  });
});

describe('an error that came when a file was opened', () => {
  test('is told by its path and in one line, also where nobody expected it', () => {
    for (const code of ['EMFILE', 'SQLITE_FULL', 'SQLITE_IOERR', undefined]) {
      const cause = Object.assign(new Error('what the system says'), { code });
      const { message } = openErrorOf(cause, '/data/x.db');
      expect(message).toContain('/data/x.db');
      expect(message.split('\n')).toHaveLength(1);
    }
  });
});
