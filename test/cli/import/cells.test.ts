import { describe, expect, test } from 'vitest';
import { contentReader } from './read-content.ts';

const read = contentReader();

/** Reads the cells of one line in a file with three columns; a text is the reason why the line is rejected. */
async function cellsOf(line: string, delimiter = ','): Promise<unknown> {
  const header = ['id', 'name', 'city'].join(delimiter);
  const after = ['2', 'Kari', 'Oslo'].join(delimiter);
  const { shown } = await read('cells.csv', `${header}\n${line}\n${after}\n`, { delimiter });
  expect(shown.at(-1)?.slice(1)).toEqual(['2', 'Kari', 'Oslo']);
  expect(shown).toHaveLength(2);
  const [, ...cells] = shown[0] ?? [];
  return cells.length === 1 ? cells[0] : cells;
}

const BROKEN = expect.stringMatching(/^has a quoted cell without a closing quote before a delimiter/);

describe('quotes in a cell', () => {
  test.each([
    ['quotes inside that are not doubled', '1,"Anna "Annie" Berg",Oslo', 'Anna "Annie" Berg'],
    ['quotes inside before its end', '1,"Anna "Annie"",Oslo', 'Anna "Annie"'],
    ['a delimiter after a quote inside', '1,"Anna "Annie", Berg",Oslo', 'Anna "Annie", Berg'],
    ['backslashes before quotes and delimiters', String.raw`1,"X\, \"y\"",Oslo`, 'X, "y"'],
    ['a backslash before its last quote', String.raw`1,"say \"hi\"",Oslo`, 'say "hi"'],
    ['a backslash before a quote and a delimiter', String.raw`1,"Berg\", Ola",Oslo`, 'Berg", Ola'],
    ['a backslash before a delimiter only', String.raw`1,"Berg\, Ola",Oslo`, 'Berg, Ola'],
    ['a backslash before a delimiter and no quotes', String.raw`1,Berg\, Ola,Oslo`, 'Berg, Ola'],
    ['a backslash that escapes nothing', String.raw`1,"C:\Users",Oslo`, String.raw`C:\Users`],
    ['a backslash at its end', String.raw`1,"C:\",Oslo`, 'C:\\'],
    ['a space before the first quote', '1, "Berg, Ola",Oslo', 'Berg, Ola'],
    ['spaces around the quotes', '1,  "Berg, Ola" \t,Oslo', 'Berg, Ola'],
    ['a space before the quote and no delimiter inside', '1, "Ola",Oslo', 'Ola'],
    ['doubled quotes inside', '1, "Anna ""Annie"" Berg" ,Oslo', 'Anna "Annie" Berg'],
    ['quotes inside and none around it', '1,Anna "Annie" Berg,Oslo', 'Anna "Annie" Berg'],
    ['typographic quotes around it', '1,“Berg”,Oslo', 'Berg'],
    ['typographic quotes inside', '1,Anna “Annie” Berg,Oslo', 'Anna “Annie” Berg'],
  ])('with %s are read as the exporter means them', async (_name, line, name) => {
    expect(await cellsOf(line)).toEqual(['1', name, 'Oslo']);
  });

  test('with spaces around them and the delimiter tab are read as the exporter means them', async () => {
    expect(await cellsOf('1\t "Berg\tOla" \tOslo', '\t')).toEqual(['1', 'Berg\tOla', 'Oslo']);
  });

  test.each([
    ['one quote inside', '1,"Anna "Berg",Oslo', BROKEN],
    ['a missing last quote', '1,"Anna,Oslo', BROKEN],
    ['text after the last quote', '1,"Anna" Berg,Oslo', BROKEN],
    ['typographic quotes around a delimiter', '1,“Berg, Ola”,Oslo', expect.stringMatching(/^has 4 cells/)],
    ['no quotes around a delimiter', '1,Berg, Ola,Oslo', expect.stringMatching(/^has 4 cells/)],
  ])('with %s reject the row', async (_name, line, error) => {
    expect(await cellsOf(line)).toEqual(error);
  });
});

describe('a cell', () => {
  test.each([
    ['a formula around its digits', '="00123"', '00123'],
    ['a quoted formula around its digits', '"=""00123"""', '00123'],
    ['an apostrophe before a digit', "'00123", '00123'],
    ['an apostrophe before a sign', "'+4722334455", '+4722334455'],
    ['an apostrophe before a letter', "'t Hart", "'t Hart"],
    ['an apostrophe inside', "O'Brien", "O'Brien"],
    ['spaces that do not break', '\u00a0Ola\u00a0Berg\u202f', 'Ola\u00a0Berg'],
    ['characters of no width at its ends', '\u200bOla\ufeff\u200e', 'Ola'],
    ['direction marks around a phone number', '\u202a+47 22 33 44 55\u202c', '+47 22 33 44 55'],
    ['the null of a database', '\\N', ''],
    ['an error of a spreadsheet', '#REF!', '#REF!'],
    ['letters outside of ASCII at its ends', 'Åse Ø', 'Åse Ø'],
  ])('with %s is read as the exporter means it', async (_name, cell, expected) => {
    expect(await cellsOf(`1,${cell},Oslo`)).toEqual(['1', expected, 'Oslo']);
  });

  test('with the character U+0000 rejects its row', async () => {
    expect(await cellsOf('1,O\0la,Oslo')).toBe('contains the character U+0000; remove it');
  });
});

describe('cells at the end of a row', () => {
  test('that are missing or empty do not reject the row', async () => {
    expect(await cellsOf('1,Ola')).toEqual(['1', 'Ola', '']);
    expect(await cellsOf('1,Ola,Oslo,, ')).toEqual(['1', 'Ola', 'Oslo']);
  });

  test('that are not empty and have no column reject the row', async () => {
    expect(await cellsOf('1,Ola,Oslo,x')).toBe(
      'has 4 cells where the header has 3; check for a missing quote',
    );
  });

  test('that are missing in the last row reject it if it has no line end and all other rows are complete', async () => {
    const { shown } = await read('cut.csv', 'id,name,city\n1,Ola,Oslo\n2,Ka');
    expect(shown[1]).toEqual([
      3,
      'is the last row and ends after 2 of 3 cells, so the file may be cut off; complete the row',
    ]);
    expect((await read('short.csv', 'id,name,city\n1,Ola\n2,Kari')).shown[1]).toEqual([3, '2', 'Kari', '']);
    expect((await read('whole.csv', 'id,name,city\n1,Ola,Oslo\n2,Kari,Bergen')).shown[1]).toEqual([
      ...[3, '2', 'Kari', 'Bergen'],
    ]);
  });
});

test('the rest of a cell with a broken quote on later lines is rejected, and does not become a row', async () => {
  const { shown } = await read('rest.csv', 'id,name\n1,"Anna "Berg\nline two\nline",three\n2,Kari\n3\n');
  expect(shown).toEqual([
    [2, BROKEN],
    [3, 'has 1 cell where the header has 2; check for a missing quote'],
    [4, expect.stringMatching(/^may be the rest of a quoted cell that begins on a line before it/)],
    [5, '2', 'Kari'],
    [6, '3', ''],
  ]);
});

test('a header that is repeated inside the file is rejected with its line', async () => {
  const { shown } = await read('twice.csv', 'id,name\n1,Ola\n"id","name"\n2,Kari\n');
  expect(shown).toEqual([
    [2, '1', 'Ola'],
    [3, 'repeats the header; remove this line'],
    [4, '2', 'Kari'],
  ]);
});

describe('a quoted cell with line breaks', () => {
  const line = `${'x'.repeat(99)}\n`;
  const rows = ['id,name,city', '1,Ola,Bergen'];

  test.each([3, 7])(
    'of %i MiB rejects its row only, and the rows after it keep their lines',
    async (mebibytes) => {
      const lines = mebibytes * 10_500;
      const content = [...rows, `2,"${line.repeat(lines)}",Oslo`, '3,"Kari, ""K""",Oslo', '4,Per,Oslo', ''];
      const { shown } = await read('long.csv', content.join('\n'));
      expect(shown).toEqual([
        [2, '1', 'Ola', 'Bergen'],
        [3, expect.stringMatching(/^is longer than 2 MiB/)],
        [4 + lines, '3', 'Kari, "K"', 'Oslo'],
        [5 + lines, '4', 'Per', 'Oslo'],
      ]);
    },
  );

  test('that is never closed costs its line only, also in a file larger than 8 MiB', async () => {
    const after = Array.from({ length: 400_000 }, (_, at) => `${at + 3},"Kari, K",Oslo`);
    const { shown } = await read('open.csv', [...rows, '2,"Per,Oslo', ...after, ''].join('\n'));
    expect(shown).toHaveLength(400_002);
    expect(shown.filter((row) => row.length === 2)).toEqual([[3, BROKEN]]);
  });
});
