import { describe, expect, test } from 'vitest';
import { openInput } from '../../src/cli/import/read/input-file.ts';
import { openTable } from '../../src/cli/import/read/open-table.ts';
import type { Row } from '../../src/cli/import/read/table.ts';
import { Folder } from './import-run.ts';

const folder = new Folder();

async function rowsOf(name: string, content: string | Uint8Array): Promise<Row[]> {
  const input = await openInput(folder.write(name, content));
  try {
    const { rows } = await openTable(input, {});
    const read: Row[] = [];
    for await (const chunk of rows) read.push(...chunk);
    return read;
  } finally {
    await input.close();
  }
}

function linesOf(rows: readonly Row[]): number[] {
  return rows.map(({ line }) => line);
}

describe('a CSV row has the number of the line on which it begins', () => {
  test.each([
    ['LF', '\n'],
    ['CR LF', '\r\n'],
    ['CR', '\r'],
  ])('in a file with %s line ends, blank lines and line breaks in quotes', async (_name, end) => {
    const lines = ['id,name', '1,a', '', '2,"b', 'c', '"', ' , ', '3,"d"', '4,e'];
    const rows = await rowsOf('lines.csv', lines.join(end));
    expect(linesOf(rows)).toEqual([2, 4, 8, 9]);
    expect(rows.map(({ text }) => text)).toEqual(['1,a', `2,"b${end}c${end}"`, '3,"d"', '4,e']);
  });

  test('in a file that is read in many chunks', async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => `${index},"ø\r\n${'x'.repeat(50)}"`);
    const read = await rowsOf('chunks.csv', ['id,name', ...rows, ''].join('\r\n'));
    expect(read).toHaveLength(5000);
    expect(read.at(-1)).toMatchObject({ line: 10_000, text: rows.at(-1) });
  });
});

test('a quote inside an unquoted cell is part of the text', async () => {
  const [row] = await rowsOf('relaxed.csv', 'id,name\n1,Kari "Bibbi" Berg\n');
  expect(row).toMatchObject({ columns: ['id', 'name'], cells: ['1', 'Kari "Bibbi" Berg'] });
});

test('a row with a cell more than the header is rejected, and a row with fewer cells has empty cells at its end', async () => {
  const rows = await rowsOf('uneven.csv', 'id,name\n1\n2,b,c\n3,d\n4,e,\n');
  expect(rows.map((row) => ('error' in row ? row.error : row.cells))).toEqual([
    ['1', ''],
    'has 3 cells where the header has 2; check for a missing quote',
    ['3', 'd'],
    ['4', 'e'],
  ]);
});

test('a CSV or NDJSON file that mixes UTF-8 with another encoding is refused with the number of the line', async () => {
  const mixed = Buffer.concat([
    Buffer.from('id,name\n1,Bergstrøm\n'),
    Buffer.from('2,Bergstr\u00f8m\n', 'latin1'),
  ]);
  const refusal =
    /line 3: the text is not UTF-8\. Save the file as UTF-8, or name its encoding with --encoding\.$/;
  await expect(rowsOf('mixed.csv', mixed)).rejects.toThrow(refusal);
  await expect(rowsOf('mixed.ndjson', mixed)).rejects.toThrow(refusal);
});

test('an empty CSV file and a file of another format are refused', async () => {
  await expect(rowsOf('empty.csv', '')).rejects.toThrow(
    /empty\.csv is empty; its first record must name the columns\.$/,
  );
  await expect(rowsOf('list.dat', '')).rejects.toThrow(
    /list\.dat has none of the endings \.csv, .+ set --format\.$/,
  );
  expect(await rowsOf('empty.ndjson', '')).toEqual([]);
});

/** Returns the line of each row, with its cells or its error. */
async function shownRows(content: string): Promise<(readonly unknown[])[]> {
  const rows = await rowsOf('shown.csv', content);
  return rows.map((row) => ('cells' in row ? [row.line, ...row.cells] : [row.line, row.error]));
}

const BROKEN = expect.stringMatching(/^has a quoted cell without a closing quote before a delimiter/);

describe('a row with a quote that is not closed is rejected, and the next line is read', () => {
  test.each([
    [
      'first',
      ['1,"a', '2,b', '3,c'],
      [
        [2, BROKEN],
        [3, '2', 'b'],
        [4, '3', 'c'],
      ],
    ],
    [
      'middle',
      ['1,a', '2,"b', '3,c'],
      [
        [2, '1', 'a'],
        [3, BROKEN],
        [4, '3', 'c'],
      ],
    ],
    [
      'last',
      ['1,a', '2,b', '3,"c'],
      [
        [2, '1', 'a'],
        [3, '2', 'b'],
        [4, BROKEN],
      ],
    ],
    ['only', ['1,"c'], [[2, BROKEN]]],
  ])('if it is the %s row of the file', async (_name, lines, expected) => {
    expect(await shownRows(['id,name', ...lines].join('\n'))).toEqual(expected);
    expect(await shownRows(['id,name', ...lines, ''].join('\r\n'))).toEqual(expected);
  });

  test('if the next quote, many rows later, opens a cell', async () => {
    const between = Array.from({ length: 500 }, (_, index) => `${index},x`);
    const rows = await shownRows(['id,name', '1,"a', ...between, '2,"b"', '3,c'].join('\n'));
    expect(rows).toHaveLength(503);
    expect(rows[0]).toEqual([2, BROKEN]);
    expect(rows.slice(-2)).toEqual([
      [503, '2', 'b'],
      [504, '3', 'c'],
    ]);
  });

  test('if text follows the closing quote, on the same line or on a later one', async () => {
    expect(await shownRows('id,name\n1,"Kari" Berg\n2,"a\nb" c\n3,"d"\n')).toEqual([
      [2, BROKEN],
      [3, BROKEN],
      [4, 'has 1 cell where the header has 2; check for a missing quote'],
      [5, '3', 'd'],
    ]);
  });

  test('if the last quote of the cell is one of a doubled pair', async () => {
    expect(await shownRows('id,name\n1,"a""\n2,"b"""\n')).toEqual([
      [2, BROKEN],
      [3, '2', 'b"'],
    ]);
  });

  test('if an earlier cell of the row ends on a later line', async () => {
    expect(await shownRows('id,name\n"1\n2","a\n3,b\n')).toEqual([
      [2, BROKEN],
      [4, '3', 'b'],
    ]);
  });

  test('with the text up to the end of the line on which its cell begins as the rejected row', async () => {
    const rows = await rowsOf('text.csv', 'id,name\r\n"1\r\n2","a\r\n3,b\r\n');
    expect(rows.map(({ text }) => text)).toEqual(['"1\r\n2","a', '3,b']);
  });
});

test('a quote before a delimiter or a line end closes its cell, which contains all line breaks before it', async () => {
  const inside = Array.from({ length: 500 }, (_, index) => `${index},x`).join('\n');
  expect(await shownRows(`id,name\n1,"${inside}"\n"2","${inside}"\n3,c`)).toEqual([
    [2, '1', inside],
    [502, '2', inside],
    [1002, '3', 'c'],
  ]);
});

test('a header with a quote that is not closed is refused with the number of the line', async () => {
  await expect(rowsOf('header.csv', '\n"id,name\n1,a\n')).rejects.toThrow(
    /header\.csv, line 2: the header has a quoted cell without a closing quote/,
  );
});

test('CR LF, LF and CR each end a row in one file, and stay part of the text inside quotes', async () => {
  expect(await shownRows('id,name\r\n1,a\n2,b\r3,"c\rd\ne\r\nf"\r\r\n\n4,d\r\n5,e')).toEqual([
    [2, '1', 'a'],
    [3, '2', 'b'],
    [4, '3', 'c\rd\ne\r\nf'],
    [10, '4', 'd'],
    [11, '5', 'e'],
  ]);
  const lines = await rowsOf('mixed.ndjson', '{"a":1}\r{"a":2}\r\n{"a":3}\n{"a":4}');
  expect(lines.map((row) => [row.line, 'cells' in row && row.cells[0]])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
  ]);
});

test('a file that is not UTF-8 is refused with the number of the line for any line ends', async () => {
  const bad = Buffer.concat([Buffer.from('id,name\r1,ø\r\n2,"x\r'), Buffer.from([0xf8]), Buffer.from('"\r')]);
  await expect(rowsOf('latin1-cr.csv', bad)).rejects.toThrow(/line 4: the text is not UTF-8/);
  await expect(rowsOf('cut.csv', Buffer.from('id,ñame\n1,ø').subarray(0, -1))).rejects.toThrow(
    /line 2: the text is not UTF-8/,
  );
});

test('a quoted cell has at most 2 MiB; only the row of a longer cell is rejected', async () => {
  const line = `x,${'y'.repeat(97)}\n`;
  const short = await rowsOf('long-cell.csv', `id,name\n1,"${line.repeat(20_000)}"\n2,b\n`);
  expect(short).toMatchObject([
    { line: 2, cells: ['1', line.repeat(20_000).trim()] },
    { line: 20_003, cells: ['2', 'b'] },
  ]);
  const long = await rowsOf('longer-cell.csv', `id,name\n1,"${line.repeat(30_000)}"\n2,b\n`);
  expect(long).toMatchObject([
    { line: 2, error: expect.stringMatching(/^is longer than 2 MiB/) },
    { line: 30_003, cells: ['2', 'b'] },
  ]);
});

test('a line of more than 2 MiB is rejected with its number, and the next line is read', async () => {
  const cell = 'x'.repeat(3_000_000);
  const TOO_LONG = expect.stringMatching(/^is longer than 2 MiB; shorten its/);
  for (const line of [`1,${cell}`, `1,"${cell}"`, `1,"${cell}`]) {
    expect(await shownRows(`id,name\n${line}\n2,b\r\n${line}`)).toEqual([
      [2, TOO_LONG],
      [3, '2', 'b'],
      [4, TOO_LONG],
    ]);
  }
  const objects = await rowsOf('line.ndjson', `{"a":1}\n{"external_id": "${cell}"}\n{"a":2}`);
  expect(objects).toMatchObject([{ cells: [1] }, { line: 2, error: TOO_LONG }, { line: 3, cells: [2] }]);
});

test('an NDJSON file has one object per line, and other lines are rejected', async () => {
  const rows = await rowsOf('lines.ndjson', '\uFEFF{"a":1}\r\n\r\n{"b":2}\nnull\n{"c"');
  expect(linesOf(rows)).toEqual([1, 3, 4, 5]);
  expect(rows.map((row) => ('error' in row ? row.error : row.columns))).toEqual([
    ['a'],
    ['b'],
    'is not a JSON object',
    'is not valid JSON',
  ]);
});

test('the columns of an NDJSON file are the keys of its first 100 lines, and later lines may have others', async () => {
  const lines = Array.from({ length: 150 }, (_, index) => `{"x${index % 2}": 1, "late${index}": 1}`);
  const input = await openInput(folder.write('open.ndjson', lines.join('\n')));
  const { columns, isOpen } = await openTable(input, {});
  await input.close();
  expect(isOpen).toBe(true);
  expect(columns).toContain('x1');
  expect(columns).not.toContain('late120');
});
