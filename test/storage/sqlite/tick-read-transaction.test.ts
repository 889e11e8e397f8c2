import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { TickReadTransaction } from '../../../src/storage/sqlite/transactions.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const PAGE = 4096;

test('a damaged page fails the read, but neither the end of the read transaction nor the next one', () => {
  const path = join(tempFolder(), 'test.db');
  const writing = new Database(path);
  writing.exec('CREATE TABLE texts (number INTEGER PRIMARY KEY, text TEXT)');
  const put = writing.prepare('INSERT INTO texts (text) VALUES (?)');
  for (let number = 1; number <= 200; number += 1) put.run(`${number} ${'x'.repeat(500)}`);
  writing.close();
  damage(path, '100 xxx');

  const database = new Database(path);
  onTestFinished(() => void database.close());
  const read = database.prepare<[number], string>('SELECT text FROM texts WHERE number = ?').pluck();
  const turn = new TickReadTransaction(database);
  turn.begin();
  expect(() => read.get(100)).toThrow('malformed');
  expect(() => turn.end()).not.toThrow();
  turn.begin();
  expect(read.get(200)).toMatch(/^200 /);
  turn.end();
  expect(database.inTransaction).toBe(false);
});

/** Overwrites the page that contains this text. */
function damage(path: string, text: string): void {
  const page = Math.floor(readFileSync(path).indexOf(text) / PAGE);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(PAGE, 0xa5), 0, PAGE, page * PAGE);
  closeSync(file);
}
