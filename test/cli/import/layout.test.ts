import { describe, expect, test } from 'vitest';
import { contentReader } from './read-content.ts';

const read = contentReader();
const ROWS = [
  ['id', 'name', 'email', 'city'],
  ['1', 'Ola', 'ola@example.com', 'Oslo'],
  ['2', 'Kari', 'kari@example.com', 'Bergen'],
];

function fileWith(delimiter: string, before: readonly string[] = [], lineEnd = '\n'): string {
  return [...before, ...ROWS.map((cells) => cells.join(delimiter)), ''].join(lineEnd);
}

describe('the delimiter', () => {
  test.each([
    [',', 'comma'],
    [';', ';'],
    ['\t', 'tab'],
    ['|', '|'],
  ])('%j is found in the file, and one that is not a comma is named to the user', async (delimiter, name) => {
    const { columns, format, notices, shown } = await read('found.csv', fileWith(delimiter));
    expect(columns).toEqual(ROWS[0]);
    expect(shown).toHaveLength(2);
    expect(format.delimiter).toBe(delimiter);
    expect(notices).toEqual(
      name === 'comma' ? [] : [`The delimiter of found.csv is ${name}. If that is wrong, set --delimiter.`],
    );
  });

  test('is the semicolon if cells contain commas and decimal numbers', async () => {
    const content = 'id;name;amount\n1;Berg, Ola;1,50\n2;Nes, Kari;2,00\n';
    const { shown } = await read('semicolon.csv', content);
    expect(shown).toEqual([
      [2, '1', 'Berg, Ola', '1,50'],
      [3, '2', 'Nes, Kari', '2,00'],
    ]);
  });

  test('is the comma if quoted cells contain semicolons and tabs', async () => {
    const { format } = await read('comma.csv', 'id,name,tags\n1,Ola,"a;b;c"\n2,Kari,"a\tb;c"\n');
    expect(format.delimiter).toBe(',');
  });

  test('is the comma if each row, but not the header, contains another delimiter', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => `${index},a | b | c; d; e\n`);
    const { columns } = await read('text.csv', `id,name\n${rows.join('')}`);
    expect(columns).toEqual(['id', 'name']);
  });

  test('is the one that the first line names with sep=', async () => {
    for (const line of ['sep=;', '"sep=;"', 'SEP=;']) {
      const { columns, format, notices, shown } = await read('sep.csv', fileWith(';', [line], '\r\n'));
      expect(columns).toEqual(ROWS[0]);
      expect(shown[0]?.[0]).toBe(3);
      expect(format).toMatchObject({ delimiter: ';', skippedLines: 1, newline: '\r\n' });
      expect(notices).toEqual([]);
    }
  });

  test('is the value of --delimiter, also if the file shows another one', async () => {
    const { columns } = await read('given.csv', fileWith(';', ['sep=;']), { delimiter: '|' });
    expect(columns).toEqual(['id;name;email;city']);
  });

  test('is a tab for a .tsv file, without a notice', async () => {
    const { format, notices } = await read('tabs.tsv', fileWith('\t'));
    expect(format.delimiter).toBe('\t');
    expect(notices).toEqual([]);
    expect((await read('one-column.tsv', 'email\na@example.com\n')).columns).toEqual(['email']);
  });
});

describe('the header', () => {
  test.each([
    ['a title', ['Patients of Oslo clinic']],
    ['a title and a blank line', ['Patients', '']],
    ['a title with a delimiter and an odd quote', ['Clinic: 5" north, Oslo', 'Exported 2026-11-30']],
    ['titles of a spreadsheet', ['Patients,,,', ',,,', 'Exported,2026-11-30,,']],
  ])('after %s is found, and its line is named to the user', async (_name, before) => {
    const { columns, format, notices, shown } = await read('titles.csv', fileWith(',', before));
    expect(columns).toEqual(ROWS[0]);
    expect(shown.map(([line]) => line)).toEqual([before.length + 2, before.length + 3]);
    expect(format.skippedLines).toBe(before.length);
    expect(notices).toEqual([
      `The header of titles.csv is line ${before.length + 1}; the import skips what is before it. If that is wrong, set --skip-lines.`,
    ]);
  });

  test('is the first record after the lines of --skip-lines', async () => {
    const content = fileWith(',', ['a,b,c,d', '"two', 'lines",,,']);
    expect((await read('skip.csv', content, { skipLines: 3 })).columns).toEqual(ROWS[0]);
    expect((await read('skip.csv', content, { skipLines: 0 })).columns).toEqual(['a', 'b', 'c', 'd']);
    await expect(read('skip.csv', content, { skipLines: 99 })).rejects.toThrow(/no header after 99 lines/);
  });

  test('with empty cells gets numbers as the names of their columns', async () => {
    const { columns, shown } = await read('empty-names.csv', 'id,,email,\n1,a,b@example.com,\n');
    expect(columns).toEqual(['id', 'column 2', 'email', 'column 4']);
    expect(shown).toEqual([[2, '1', 'a', 'b@example.com', '']]);
  });

  test('with names in at most half of its cells is found before rows with and without content in the other cells', async () => {
    const content = 'id;email;name;;;\n1;a@example.com;Ola;;;\n2;b@example.com;Kari;note;;\n';
    const { columns, shown } = await read('half.csv', content);
    expect(columns.slice(0, 3)).toEqual(['id', 'email', 'name']);
    expect(shown.map(([line]) => line)).toEqual([2, 3]);
  });

  test('is missing if the first line contains an email, and the file is refused', async () => {
    await expect(read('rows.csv', '1,ola@example.com\n2,kari@example.com\n')).rejects.toThrow(
      /rows\.csv, line 1: this line contains an email, so it is a row and not the header\. Add a first line with the names of the columns\.$/,
    );
    await expect(
      read('titles.csv', 'id,,,\n1,ola@example.com,a,b\n2,kari@example.com,a,b\n'),
    ).rejects.toThrow(
      /line 2: this line contains an email.+ Set the number of lines before the header with --skip-lines/,
    );
  });

  test('alone is read as a file without rows', async () => {
    expect(await read('header.csv', 'id,email\n')).toMatchObject({ columns: ['id', 'email'], rows: [] });
    expect((await read('no-line-end.csv', 'id,email')).rows).toEqual([]);
  });
});

test('rows that end with a delimiter, as the header does or does not, are complete', async () => {
  const both = await read('trailing.csv', 'id,name,\n1,Ola,\n2,Kari,\n');
  expect(both.shown).toEqual([
    [2, '1', 'Ola', ''],
    [3, '2', 'Kari', ''],
  ]);
  const rows = await read('trailing-rows.csv', 'id,name\n1,Ola,\n2,Kari,\n');
  expect(rows.shown[0]).toEqual([2, '1', 'Ola']);
});

test.each([
  ['LF', '\n'],
  ['CR LF', '\r\n'],
  ['CR', '\r'],
] as const)('the line end %s is found', async (_name, lineEnd) => {
  const { format, shown } = await read('line-ends.csv', fileWith(';', [], lineEnd));
  expect(format.newline).toBe(lineEnd);
  expect(shown.map(([line]) => line)).toEqual([2, 3]);
});

test.each([
  ['dos.csv', 'id,name\r\n1,Ola\r\n2,"Kari"\r\n\x1a'],
  ['no-line-end.csv', 'id,name\r\n1,Ola\r\n2,"Kari"\x1a\x1a\x1a'],
  ['dos.ndjson', '{"id":"1","name":"Ola"}\r\n{"id":"2","name":"Kari"}\r\n\x1a'],
  ['dos.json', '[{"id":"1","name":"Ola"},{"id":"2","name":"Kari"}]\x1a'],
])('Ctrl-Z at the end of the file %s does not count', async (name, content) => {
  const { shown } = await read(name, content);
  expect(shown.map(([, ...cells]) => cells)).toEqual([
    ['1', 'Ola'],
    ['2', 'Kari'],
  ]);
});

test('two files that a program has joined are read without the second byte order mark, also before a quoted cell', async () => {
  const file = '\uFEFF"id","name"\r\n"1","Berg, Ola"\r\n';
  const { shown } = await read('joined.csv', `${file}${file}\uFEFF"2","Bø, Kari"\r\n`);
  expect(shown).toEqual([
    [2, '1', 'Berg, Ola'],
    [3, expect.stringMatching(/^repeats the header/)],
    [4, '1', 'Berg, Ola'],
    [5, '2', 'Bø, Kari'],
  ]);
});

test('a line break in a header cell is a line feed, so that a printed --map can be copied', async () => {
  const { columns } = await read(
    'lines.csv',
    'id,"Mobile\r\nPhone","Home\rPhone","Work\nPhone"\r\n1,2,3,4\r\n',
  );
  expect(columns).toEqual(['id', 'Mobile\nPhone', 'Home\nPhone', 'Work\nPhone']);
});
