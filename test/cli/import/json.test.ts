import { describe, expect, test } from 'vitest';
import { columnReader } from '../../../src/cli/import/read/column-lookup.ts';
import { contentReader } from './read-content.ts';

const read = contentReader();
const OBJECTS = [
  { id: 1, name: 'Ola {"Nordmann"}', tags: ['a', '[b', '\\'] },
  { id: 2, name: 'Kåre\n\r', tags: [] },
];
const CELLS = [
  [1, 'Ola {"Nordmann"}', ['a', '[b', '\\']],
  [2, 'Kåre\n\r', []],
];

describe('the objects of a JSON file are rows', () => {
  test.each([
    ['list', JSON.stringify(OBJECTS), 'json'],
    ['list on several lines', JSON.stringify(OBJECTS, null, 2), 'json'],
    ['list with a byte order mark', `\uFEFF${JSON.stringify(OBJECTS, null, '\t')}\n`, 'json'],
    [
      'sequence of objects on several lines',
      OBJECTS.map((one) => JSON.stringify(one, null, 2)).join('\n'),
      'json',
    ],
    [
      'sequence of objects on one line each',
      OBJECTS.map((one) => JSON.stringify(one)).join('\r\n'),
      'ndjson',
    ],
    [
      'list in an object',
      JSON.stringify({ object: 'list', total: 2, data: OBJECTS, has_more: false }, null, 2),
      'json',
    ],
  ])('in a %s', async (_name, content, kind) => {
    for (const name of ['file.json', 'file.ndjson', 'file.jsonl', 'file.txt']) {
      const { shown, format, columns } = await read(name, content);
      expect(shown.map(([, ...cells]) => cells)).toEqual(CELLS);
      expect(columns).toEqual(['id', 'name', 'tags']);
      expect(format).toMatchObject({ kind, encoding: 'utf-8', delimiter: undefined });
    }
  });

  test('with the line on which they begin, and their text on one line', async () => {
    const { rows, size } = await read(
      'lines.json',
      '[\r\n  {\r\n "a": 1\r\n },\r\n\r\n  {"a": 2}, {"a":\r3}\n]',
    );
    expect(rows.map(({ line, text }) => [line, text])).toEqual([
      [2, '{ "a": 1 }'],
      [6, '{"a": 2}'],
      [6, '{"a": 3}'],
    ]);
    expect(rows.at(-1)?.end).toBe(size - 2);
  });

  test('in a file of many chunks, which can end anywhere', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({
      id: index,
      name: `ø"\\{${'x'.repeat(index % 97)}`,
    }));
    const { shown } = await read('chunks.json', JSON.stringify(many, null, 1));
    expect(shown.map(([, ...cells]) => cells)).toEqual(many.map(({ id, name }) => [id, name]));
  });

  test('unless they are other values, which are rejected', async () => {
    const { shown } = await read('values.json', '[{"a":1}, 2, null, "x,]", [3], {"a" 4}, {"a":5}]');
    expect(shown.map(([, shownCell]) => shownCell)).toEqual([
      1,
      ...Array(4).fill('is not a JSON object'),
      'is not valid JSON',
      5,
    ]);
  });

  test('unless one is longer than 2 MiB, which is rejected with its line', async () => {
    const { shown } = await read('long.json', `[{"a":1},\n{"a":"${'x'.repeat(3_000_000)}"},\n{"a":2}]`);
    expect(shown).toEqual([
      [1, 1],
      [2, expect.stringMatching(/^is longer than 2 MiB/)],
      [3, 2],
    ]);
  });
});

describe('a JSON file is refused', () => {
  test.each([
    ['its list is cut off', '[\n{"a":1},\n', /line 3: the file ends before the end of its list/],
    [
      'an object is not closed',
      '[{"a":1},\n{"a":2,\n{"a":3}]',
      /line 2: the value that begins here is not closed/,
    ],
    [
      'a text is not closed',
      '[{"a":1},\n{"a":"2},\n{"a":3}]',
      /line 2: the value that begins here is not closed/,
    ],
    ['text follows the list', '[{"a":1}]\n{"a":2}', /line 2: text follows the end of the list/],
    [
      'it is CSV',
      'id,email\n1,a@example.com\n',
      /does not begin with \[ or \{, so it is not JSON; set --format/,
    ],
  ])('if %s', async (_name, content, message) => {
    await expect(read('refused.json', content)).rejects.toThrow(message);
  });
});

test('a CSV file that contains JSON is refused, unless --format names its format', async () => {
  await expect(read('list.csv', '[{"a":1}]')).rejects.toThrow(/list\.csv contains JSON; set --format json/);
  expect((await read('list.csv', '[{"a":1}]', { format: 'json' })).shown).toEqual([[1, 1]]);
  expect((await read('lines.dat', '{"a":1}\n{"a":2}', { format: 'ndjson' })).shown).toHaveLength(2);
});

test('empty JSON files have no rows', async () => {
  for (const content of ['', '\n', '[]', '[\n]\n'])
    expect((await read('empty.json', content)).rows).toEqual([]);
});

test('a number that JavaScript would round becomes a text of its digits', async () => {
  const { shown } = await read(
    'numbers.ndjson',
    '{"a":12345678901234567890,"b":-9007199254740993,"c":9007199254740991,"d":1.50,"e":0.1234567890123456789,"f":1e3}',
  );
  expect(shown[0]?.slice(1)).toEqual([
    ...['12345678901234567890', '-9007199254740993', 9007199254740991],
    ...[1.5, '0.1234567890123456789', 1000],
  ]);
});

describe('columnReader', () => {
  const NAME = 'address.city';

  async function valueAt(content: string, name: string): Promise<unknown> {
    const { rows } = await read('paths.ndjson', content);
    const row = rows[0];
    if (!row || !('cells' in row)) throw new Error('The row is rejected.');
    return columnReader(row.columns, name)?.(row.cells);
  }

  test('reads a path into objects and lists', async () => {
    expect(await valueAt('{"address":{"city":"Oslo"}}', NAME)).toBe('Oslo');
    expect(await valueAt('{"phones":[{"number":"22"},{"number":"33"}]}', 'phones[1].number')).toBe('33');
    expect(await valueAt('{"a":[[1,2]]}', 'a[0][1]')).toBe(2);
    expect(await valueAt('{"a":{"b":12345678901234567890}}', 'a.b')).toBe('12345678901234567890');
  });

  test('prefers a column with the whole name, and has no value where the path ends early', async () => {
    expect(await valueAt('{"address.city":"Bergen","address":{"city":"Oslo"}}', NAME)).toBe('Bergen');
    expect(await valueAt('{"address":null}', NAME)).toBeUndefined();
    expect(await valueAt('{"address":"Oslo"}', NAME)).toBeUndefined();
    expect(await valueAt('{"address":{}}', 'address.constructor')).toBeUndefined();
    expect(await valueAt('{"city":"Oslo"}', NAME)).toBeUndefined();
  });
});

describe('a key that is twice in one object', () => {
  test.each([
    ['at the top', '{"id":1,"name":"a:b","name":"c"}', 'name'],
    ['in an inner object', '{"id":1,"metadata":{"a\\"b":[{"k":1}],"k":2,"a\\"b":3}}', 'a"b'],
    ['spelt with an escape', '{"id":1,"n\\u0061me":"a","name":"b"}', 'name'],
  ])('%s gives the row a note', async (_name, text, key) => {
    const { rows } = await read('twice.ndjson', text);
    expect(rows[0]).toMatchObject({
      notes: [`the key ${JSON.stringify(key)} is twice in one object, and its last value was taken`],
    });
  });

  test('in different objects gives the row no note', async () => {
    const { rows } = await read('once.ndjson', '{"id":1,"a":{"id":":"},"b":[{"id":2},{"id":"a\\\\"}]}');
    expect(rows[0]).not.toHaveProperty('notes');
  });
});

test('a rejected row with the text of an invalid value is read as that text, so that a corrected file can be imported', async () => {
  const lines = [
    { rejected_line: 3, rejected_reason: 'is not valid JSON', rejected_text: '{"id": "1", "name": "Ola"}' },
    { rejected_line: 4, rejected_reason: 'is not valid JSON', rejected_text: '{"id": 2,}' },
  ];
  const { shown, rows, columns } = await read(
    'again.ndjson',
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  expect(columns).toEqual(['id', 'name']);
  expect(shown).toEqual([
    [1, '1', 'Ola'],
    [2, 'is not valid JSON'],
  ]);
  expect(rows[1]?.text).toBe('{"id": 2,}');
});
