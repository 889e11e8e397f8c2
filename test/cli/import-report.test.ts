import { expect, test } from 'vitest';
import { describeRejects, showEnd } from '../../src/cli/import/progress/end-of-import.ts';
import { ImportCounts } from '../../src/cli/import/progress/import-counts.ts';
import { importJsonReport, showReport } from '../../src/cli/import/progress/report.ts';

test('a report shows at most five warnings and the unknown countries, the most frequent first', () => {
  const counts = new ImportCounts();
  for (const warning of ['one', 'two', 'two', 'three', 'four', 'five', 'six']) counts.warnings.add(warning);
  for (const name of ['Atlantis', 'Mu', 'Mu']) counts.unknownCountries.add(name);
  const report = { counts, isDryRun: false, isComplete: true, rejectsFile: undefined };
  const lines = showReport(report);
  expect(lines.slice(0, 8).map((line) => line.split(' ')[0])).toEqual([
    'read',
    'created',
    'updated',
    'unchanged',
    'linked',
    'stale',
    'rejected',
    'warnings',
  ]);
  expect(lines.slice(7)).toEqual([
    'warnings   7',
    '  2 × two',
    '  1 × one',
    '  1 × three',
    '  1 × four',
    '  1 × five',
    'countries  left out, as ISO 3166 has no code for them: Mu (2), Atlantis (1)',
  ]);
  expect(JSON.parse(importJsonReport(report))).toMatchObject({
    complete: true,
    warnings: 7,
    countries_left_out: { Mu: 2, Atlantis: 1 },
    rejects_file: null,
  });
});

test('import counts store at most 100 names of unknown countries', () => {
  const counts = new ImportCounts();
  for (let index = 0; index < 1000; index += 1) counts.unknownCountries.add(`No. ${index}`);
  expect(counts.unknownCountries.kept).toHaveLength(100);
  expect(counts.unknownCountries.total).toBe(1000);
});

test('the end of an import names the options for times that are not RFC 3339', () => {
  const counts = new ImportCounts();
  const report = { counts, isDryRun: false, isComplete: true, rejectsFile: undefined };
  expect(showEnd(report)).toEqual([]);
  counts.reasons.add('external_updated_at must be an RFC 3339 date-time');
  expect(showEnd(report)).toEqual([
    'For times in another format, set it, such as --date-format "dd.MM.yyyy HH:mm" --time-zone Europe/Oslo.',
  ]);
});

test('the end of an import says how to import the rejected rows, and that of a dry run does not', () => {
  expect(describeRejects('x.csv', {})).toMatch(/in x\.csv\. Correct them there, .* with the same options\.$/);
  expect(describeRejects('x.csv', { skipLines: 3, sheet: 'A' })).toMatch(
    / options, without --skip-lines and --sheet\.$/,
  );
  expect(describeRejects('x.csv', { dryRun: true, sheet: 'A' })).toMatch(/ are in x\.csv\.$/);
});
