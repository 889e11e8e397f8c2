import { describe, expect, test } from 'vitest';
import { openTable } from '../../src/cli/import/open-table.ts';
import type { Row } from '../../src/cli/import/table.ts';
import { Folder } from './import-run.ts';

const folder = new Folder();

async function rowsOf(name: string, content: string | Uint8Array): Promise<Row[]> {
  const { rows } = await openTable(folder.write(name, content), ',');
  const read: Row[] = [];
  for await (const piece of rows) read.push(...piece);
  return read;
}

function linesOf(rows: readonly Row[]): number[] {
  return rows.map(({ line }) => line);
}

describe('the line of a CSV row is where it begins', () => {
  test.each([
    ['LF', '\n'],
    ['CR LF', '\r\n'],
    ['CR', '\r'],
  ])('with lines that end in %s, blank ones and line breaks in quotes among them', async (_name, end) => {
    const lines = ['id,name', '1,a', '', '2,"b', 'c', '"', ' , ', '3,"d"', '4,e'];
    const rows = await rowsOf('lines.csv', lines.join(end));
    expect(linesOf(rows)).toEqual([2, 4, 8, 9]);
    expect(rows.map(({ text }) => text)).toEqual(['1,a', `2,"b${end}c${end}"`, '3,"d"', '4,e']);
  });

  test('in a file that is read in many pieces', async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => `${index},"ø\r\n${'x'.repeat(50)}"`);
    const read = await rowsOf('pieces.csv', ['id,name', ...rows, ''].join('\r\n'));
    expect(read).toHaveLength(5000);
    expect(read.at(-1)).toMatchObject({ line: 10_000, text: rows.at(-1) });
  });
});

test('a quote inside a cell that is not quoted is a quote', async () => {
  const [row] = await rowsOf('relaxed.csv', 'id,name\n1,Kari "Bibbi" Berg\n');
  expect(row).toMatchObject({ columns: ['id', 'name'], cells: ['1', 'Kari "Bibbi" Berg'] });
});

test('a row with more or fewer cells than the header has is at fault, and the next one is not', async () => {
  const rows = await rowsOf('uneven.csv', 'id,name\n1\n2,b,c\n3,d\n');
  expect(rows.map((row) => ('fault' in row ? row.fault : undefined))).toEqual([
    'has 1 cells where the header has 2; perhaps a quote is missing',
    'has 3 cells where the header has 2; perhaps a quote is missing',
    undefined,
  ]);
});

test('a file that is not UTF-8 is refused by the line, whatever its ending', async () => {
  const latin1 = Buffer.from('id,name\n1,Bergstrom\n2,Bergstr\u00f8m\n', 'latin1');
  await expect(rowsOf('latin1.csv', latin1)).rejects.toThrow(/latin1\.csv, line 3: this is not UTF-8\. Save/);
  await expect(rowsOf('latin1.ndjson', latin1)).rejects.toThrow(/line 3: this is not UTF-8/);
});

test('an empty file and a file of another kind are refused', async () => {
  await expect(rowsOf('empty.csv', '')).rejects.toThrow(/empty\.csv is empty\.$/);
  await expect(rowsOf('list.xlsx', '')).rejects.toThrow(/ends in neither \.csv nor \.ndjson/);
  expect(await rowsOf('empty.ndjson', '')).toEqual([]);
});

test('a quote that is never closed does not fill the memory', async () => {
  const endless = `id,name\n1,"${`${'x'.repeat(99)}\n`.repeat(30_000)}`;
  await expect(rowsOf('endless.csv', endless)).rejects.toThrow(
    /line 2: this row is endless; perhaps a quote/,
  );
  const line = `{"external_id": "${'x'.repeat(3_000_000)}"}\n`;
  await expect(rowsOf('endless.ndjson', line)).rejects.toThrow(/line 1: this line is endless/);
});

test('NDJSON lines are objects, told apart by their line', async () => {
  const rows = await rowsOf('lines.ndjson', '\uFEFF{"a":1}\r\n\r\n{"b":2}\nnull\n{"c"');
  expect(linesOf(rows)).toEqual([1, 3, 4, 5]);
  expect(rows.map((row) => ('fault' in row ? row.fault : row.columns))).toEqual([
    ['a'],
    ['b'],
    'is not a JSON object',
    'is not valid JSON',
  ]);
});

test('the columns of an NDJSON file are those of its first lines, and others may follow', async () => {
  const lines = Array.from({ length: 150 }, (_, index) => `{"x${index % 2}": 1, "late${index}": 1}`);
  const { columns, isOpen } = await openTable(folder.write('open.ndjson', lines.join('\n')), ',');
  expect(isOpen).toBe(true);
  expect(columns).toContain('x1');
  expect(columns).not.toContain('late120');
});
