import { describe, expect, test } from 'vitest';
import { OddIds, oddIdNote } from '../../../src/cli/import/conflicts/odd-ids.ts';

describe('an external id has a note in the report', () => {
  test.each([
    ['1.23457E+11', 'looks like a rounded number'],
    ['1,234,567', 'looks like a number with thousands separators'],
    ['1 234 567', 'looks like a number with thousands separators'],
    ['1.234', 'looks like a number with thousands separators'],
    ['05-Mar', 'looks like a date'],
    ['Mar-05', 'looks like a date'],
    ['2026-03-05', 'looks like a date'],
    ['A\u200b1', 'contains a character that a screen does not show'],
    ['A\u00a01', 'contains a character that a screen does not show'],
    ['A\u00ad1', 'contains a character that a screen does not show'],
    ['A\ufeff1', 'contains a character that a screen does not show'],
    ['A1 ', 'contains a character that a screen does not show'],
    ['Zoe\u0308', 'has letters and their accents as separate characters'],
  ])('if it is %j: it %s', (id, note) => {
    expect(oddIdNote(id)).toContain(`external_id ${note}`);
  });
});

test.each([
  ...['1', '007', 'PAT-3', '-5', '+5', '1E5', 'A 1', 'Zoë', '1.5', '12,34', 'mar-05', '2026-03', '050-Mar'],
  ...['a/b', '18f1c1f0-6a5e-4f8e-9d5e-2f8a5b8f0c11', '1-2', 'kari@example.com', '患者１'],
])('the external id %j has no note in the report', (id) => {
  expect(oddIdNote(id)).toBeUndefined();
});

test('the messages about odd external ids count them by form and name at most five lines of each', () => {
  const ids = new OddIds();
  for (let line = 2; line < 9; line += 1) ids.add(`A\u200b${line}`, line);
  ids.add('1.2E+12', 9);
  ids.add('plain', 10);
  expect(ids.describe()).toEqual([
    expect.stringMatching(
      /^7 external ids contain a character .* \(lines 2, 3, 4, 5, 6 …\)\. .* is another customer\./,
    ),
    expect.stringMatching(
      /^1 external id looks like a number that a spreadsheet has rounded.* \(line 9\)\. /,
    ),
  ]);
});
