import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countOf } from '../../src/cli/count-of.ts';

test.each([
  [0, '0 rows'],
  [1, '1 row'],
  [2, '2 rows'],
  [1001, '1001 rows'],
])('the number %i has the noun that English requires: %s', (count, shown) => {
  expect(countOf(count, 'row')).toBe(shown);
});

test('a noun with a verb has both forms, as the caller writes them', () => {
  expect([1, 2].map((count) => countOf(count, 'id is', 'ids are'))).toEqual(['1 id is', '2 ids are']);
});

/** A number in a message before a noun that is always in the plural. A limit in the code is never 1. */
const FIXED_PLURAL =
  /(?<!(?:[Mm]ore than|most|at most) )\$\{(?!limits?\.)[^{}]*\} (?:(?!on )[a-z]+ )?(?:rows|records|lines|cells|ids|columns|pages|people|values|emails)\b/g;

test('no message of the import and of a pull puts a plural after a number that can be 1', () => {
  const root = join(import.meta.dirname, '../../src');
  const files = globSync('{cli/import,cli/pull,pull}/**/*.ts', { cwd: root });
  expect(files.length).toBeGreaterThan(50);
  const found = files.flatMap((file) => readFileSync(join(root, file), 'utf8').match(FIXED_PLURAL) ?? []);
  expect(found).toEqual([]);
});
