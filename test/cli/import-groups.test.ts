import { expect, test } from 'vitest';
import type { ReadRow } from '../../src/cli/import/map/read-row.ts';
import { batchLimits } from '../../src/cli/import/send/batch-limits.ts';
import { type GroupLimits, groupRows } from '../../src/cli/import/send/group-rows.ts';
import { loadContract } from '../../src/contract/load.ts';

function row(line: number, notes = ''): ReadRow {
  const item = { external_id: `G${line}`, email: 'someone@example.com', notes };
  const json = JSON.stringify(item);
  return { row: { line, end: 0, text: '', columns: [], cells: [] }, item, json, unknownCountries: [] };
}

function invalid(line: number): ReadRow {
  return { row: { line, end: 0, text: '', columns: [], cells: [] }, error: 'has no id' };
}

async function linesOf(rows: ReadRow[], limits: GroupLimits): Promise<number[][]> {
  async function* read() {
    // A file is read in chunks of some rows.
    for (let from = 0; from < rows.length; from += 3) yield rows.slice(from, from + 3);
  }
  const groups: number[][] = [];
  for await (const group of groupRows(read(), limits)) groups.push(group.map(({ row: { line } }) => line));
  return groups;
}

const LIMITS = { rows: 100, bytes: 10_000 };

test('groups contain consecutive rows, including invalid ones, and no row is left out', async () => {
  const rows = [row(2), invalid(3), row(4), row(5), invalid(6)];
  expect(await linesOf(rows, { ...LIMITS, rows: 2 })).toEqual([[2, 3], [4, 5], [6]]);
  expect(await linesOf(rows, LIMITS)).toEqual([[2, 3, 4, 5, 6]]);
  expect(await linesOf([], LIMITS)).toEqual([]);
});

test('a group does not exceed the limit in bytes, and a row above the limit forms its own group', async () => {
  const large = 'ø'.repeat(2000);
  const rows = [row(2, large), row(3, large), row(4, large), row(5, large.repeat(3)), row(6)];
  expect(await linesOf(rows, LIMITS)).toEqual([[2, 3], [4], [5], [6]]);
});

test('a group of the maximum size fits into a request body of 8 MiB', () => {
  const { rows, bytes } = batchLimits(loadContract(), 'crm');
  expect(rows).toBe(100);
  const filled = JSON.stringify({ source: 'crm', customers: ['x'.repeat(bytes - ','.length - '""'.length)] });
  expect(filled.length).toBeLessThanOrEqual(8 * 1024 * 1024);
  expect(filled.length).toBeGreaterThan(8 * 1024 * 1024 - 3);
});
