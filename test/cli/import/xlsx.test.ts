import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { utils } from '@e965/xlsx';
import { describe, expect, test } from 'vitest';
import { contentReader } from './read-content.ts';
import { formatted, makeWorkbook } from './workbook.ts';

const read = contentReader();
const HEADER = ['id', 'value'];

/** Returns the text of one cell. */
async function textOf(cell: Parameters<typeof makeWorkbook>[0][string][number][number], from1904 = false) {
  const workbook = makeWorkbook({ Patients: [HEADER, ['1', cell]] }, (made) => {
    if (from1904) made.Workbook = { WBProps: { date1904: true } };
  });
  const { shown } = await read('cell.xlsx', workbook);
  return shown[0]?.[2];
}

describe('a cell of a workbook is read', () => {
  test.each([
    ['a text id with its zeros', '00123', '00123'],
    ['a text with line breaks, quotes and commas', 'a, "b"\nc', 'a, "b"\nc'],
    ['a number without an exponent', 4_712_345_678_901, '4712345678901'],
    ['a large number without an exponent', 1.2e20, '120000000000000000000'],
    ['a small number without an exponent', 0.0000001, '0.0000001'],
    ['a fraction without digits that the spreadsheet does not show', 0.1 + 0.2, '0.3'],
    ['a negative number', -1.5, '-1.5'],
    ['a truth value', true, 'true'],
    ['a postal code with the zeros of its format', formatted(350, '0000'), '0350'],
    ['an integer of 16 digits without rounding', 1_234_567_890_123_457, '1234567890123457'],
    ['an id with the zeros and hyphens of its format', formatted(12_345_678, '000-00-0000'), '012-34-5678'],
    ['an id with the text of its format', formatted(7, '"PAT-"0000'), 'PAT-0007'],
    ['an id with the zeros of the first of two formats', formatted(5, '0000;-0000'), '0005'],
    ['a percentage as its number', formatted(0.5, '0%'), '0.5'],
    ['a number of one digit without the text of its format', formatted(7, '0" kg"'), '7'],
    ['an amount without the signs of its format', formatted(1234.5, '#,##0.00 "kr"'), '1234.5'],
    ['a date as ISO 8601', formatted(43_831, 'dd.mm.yyyy'), '2020-01-01'],
    ['a date with a time as ISO 8601', formatted(43_831.75, 'm/d/yy h:mm'), '2020-01-01T18:00:00'],
    ['a time', formatted(0.5, 'h:mm'), '12:00:00'],
    ['a formula as its stored value', { t: 's', v: 'Ola Berg', f: 'A1&B1' } as const, 'Ola Berg'],
    ['an error of the spreadsheet as its name', { t: 'e', v: 23 } as const, '#REF!'],
    ['an empty cell', undefined, ''],
  ])('as %s', async (_name, cell, expected) => {
    expect(await textOf(cell)).toBe(expected);
  });

  test('as a date of a workbook that counts from 1904', async () => {
    expect(await textOf(formatted(42_369, 'yyyy-mm-dd'), true)).toBe('2020-01-01');
  });
});

test('a workbook with merged cells in several rows, or with rounded numbers, is read with a message about them', async () => {
  const rows = [
    ['Patients of Oslo'],
    ['id', 'city', 'value'],
    ['1', 'Oslo', 'a'],
    ['2', undefined, 'b'],
    [123_456_789_012_345_680_000, 'Bergen', 'c'],
  ];
  const { shown, notices } = await read(
    'merged.xlsx',
    makeWorkbook({ List: rows }, ({ Sheets }) => {
      if (Sheets['List'])
        Sheets['List']['!merges'] = ['A1:C1', 'B3:B4'].map((range) => utils.decode_range(range));
    }),
  );
  expect(shown.slice(0, 2)).toEqual([
    [3, '1', 'Oslo', 'a'],
    [4, '2', '', 'b'],
  ]);
  expect(notices).toEqual([
    expect.stringContaining(
      'Sheet List has merged cells in several rows: B3:B4. Only the first of them has a value',
    ),
    expect.stringContaining(
      'Sheet List has numbers of more than 15 digits: A5. The workbook has rounded them.',
    ),
    expect.stringContaining('The header of merged.xlsx is row 2'),
  ]);
});

test('a row of a workbook has the number of the row in the sheet', async () => {
  const rows = [
    ['Patients of Oslo'],
    [],
    ['id', 'name', 'note'],
    ['1', 'Ola', 'two\nlines'],
    [],
    ['2', 'Kari'],
  ];
  const {
    columns,
    shown,
    format,
    notices,
    rows: read1,
  } = await read('rows.xlsx', makeWorkbook({ List: rows }));
  expect(columns).toEqual(['id', 'name', 'note']);
  expect(shown).toEqual([
    [4, '1', 'Ola', 'two\nlines'],
    [6, '2', 'Kari', ''],
  ]);
  expect(read1[0]?.text).toBe('1,Ola,"two\nlines"');
  expect(format).toMatchObject({
    kind: 'xlsx',
    encoding: 'utf-8',
    bom: false,
    delimiter: ',',
    sheet: 'List',
    skippedLines: 2,
  });
  expect(notices).toEqual([
    'The header of rows.xlsx is row 3; the import skips what is before it. If that is wrong, set --skip-lines.',
  ]);
});

describe('the sheet of a workbook', () => {
  const SHEETS = { Hidden: [['x']], 'Old list': [['id'], ['1']], 'Year 2026': [['id'], ['2'], ['3']] };
  const workbook = makeWorkbook(SHEETS, (made) => {
    made.Workbook = { Sheets: [{ Hidden: 1 }, {}, {}] };
  });

  test('is the first visible one, and the others are named to the user', async () => {
    const { format, notices, shown } = await read('sheets.xlsx', workbook);
    expect(format.sheet).toBe('Old list');
    expect(shown).toEqual([[2, '1']]);
    expect(notices).toEqual(['The import reads sheet Old list of sheets.xlsx. For Year 2026, set --sheet.']);
  });

  test('is the one that --sheet names, or numbers from 1', async () => {
    for (const sheet of ['Year 2026', '3']) {
      expect((await read('sheets.xlsx', workbook, { sheet })).shown).toHaveLength(2);
    }
    await expect(read('sheets.xlsx', workbook, { sheet: '4' })).rejects.toThrow(
      /sheets\.xlsx has no sheet 4\. The sheets are: Hidden, Old list, Year 2026\.$/,
    );
    await expect(read('list.csv', 'id\n1\n', { sheet: '1' })).rejects.toThrow(
      /is not an \.xlsx workbook; leave out --sheet/,
    );
  });
});

test('a workbook is read whatever the ending of its name is', async () => {
  expect((await read('renamed.csv', makeWorkbook({ List: [['id'], ['1']] }))).format.kind).toBe('xlsx');
});

/** Makes a ZIP archive of one entry. The stated size may be wrong. */
function makeArchive(name: string, content: Buffer, statedSize = content.length): Buffer {
  const packed = deflateRawSync(content);
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt16LE(8, 4);
  header.writeUInt32LE(crc32(content), 10);
  header.writeUInt32LE(packed.length, 14);
  header.writeUInt32LE(statedSize, 18);
  header.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), header, Buffer.from(name), packed]);
  const central = Buffer.concat([
    ...[Buffer.from('PK\x01\x02\x14\x00'), header, Buffer.alloc(14), Buffer.from(name)],
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

describe('a workbook is refused', () => {
  const BOMB = Buffer.alloc(80 * 1024 * 1024);
  const whole = makeWorkbook({ List: [['id'], ['1']] });

  test.each([
    [
      'it unpacks to more than 64 MiB',
      makeArchive('xl/workbook.xml', BOMB),
      /unpacks to more than 64 MiB, the limit/,
    ],
    [
      'it unpacks to more than it states',
      makeArchive('xl/workbook.xml', BOMB, 1000),
      /is damaged or cut off/,
    ],
    ['it is cut off', whole.subarray(0, whole.length - 100), /is damaged or cut off; save or copy it again/],
    [
      'it is another ZIP archive',
      makeArchive('customers.csv', Buffer.from('id\n')),
      /is a ZIP archive and not an/,
    ],
    [
      'it is an .xls workbook',
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      /is an \.xls workbook or has a password/,
    ],
    ['it is a text', Buffer.from('id\n1\n'), /is not an \.xlsx workbook; save it as one, or set --format/],
    [
      'it is packed again',
      gzipSync(whole),
      /contains a ZIP archive or an \.xlsx workbook in a \.gz file; unpack it/,
    ],
  ])('if %s', async (_name, content, message) => {
    await expect(read('refused.xlsx', content)).rejects.toThrow(message);
  });

  test('if a formula has no stored value', async () => {
    const workbook = makeWorkbook({
      List: [
        ['id', 'name'],
        ['1', { t: 's', f: 'A1' }],
      ],
    });
    await expect(read('formula.xlsx', workbook)).rejects.toThrow(
      /The formula in cell B2 of sheet List has no stored value; open the workbook in a spreadsheet program and save it\.$/,
    );
  });

  test('if it has no rows', async () => {
    await expect(read('empty.xlsx', makeWorkbook({ List: [] }))).rejects.toThrow(/empty\.xlsx is empty/);
  });
});
