import { describe, expect, test } from 'vitest';
import { countryCode } from '../../src/cli/import/map/country.ts';
import { rowMapper } from '../../src/cli/import/map/mapped-row.ts';
import { Mapping } from '../../src/cli/import/map/mapping.ts';
import { EXTERNAL_ID, UpsertFields, upsertOperation } from '../../src/cli/import/map/upsert-fields.ts';
import { parseDelimiter, parseMap } from '../../src/cli/import/parse-options.ts';
import { RowValidator } from '../../src/cli/import/row-validator.ts';
import { loadContract } from '../../src/contract/load.ts';

const contract = loadContract();
const fields = new UpsertFields(contract);

function mapping(...maps: string[]): Mapping {
  return new Mapping(
    fields,
    maps.reduce<ReturnType<typeof parseMap>>((earlier, map) => parseMap(map, earlier), []),
  );
}

function draft(cells: Record<string, unknown>, ...maps: string[]) {
  const assignments = mapping(...maps).assignments(Object.keys(cells));
  return rowMapper(assignments, fields)(Object.values(cells));
}

describe('a column that is named like a field', () => {
  test.each([
    ['email', 'email'],
    ['E-Mail', 'email'],
    ['EMAIL', 'email'],
    ['External Id', 'external_id'],
    ['externalId', 'external_id'],
    ['external-id', 'external_id'],
    ['Address Line1', 'address_line1'],
    ['Tax ID country', 'tax_id_country'],
    ['Postal_Code', 'postal_code'],
  ])('%s is %s', (column, field) => {
    expect(fields.findByColumn(column)).toEqual({ field });
  });

  test('may name a key inside an object', () => {
    expect(fields.findByColumn('Custom Fields.Plan name')).toEqual({ field: 'custom_fields', key: 'Plan name' });
    expect(fields.findByColumn('name.first')).toBeUndefined();
  });

  test.each(['Customer Id', 'Phone 1', 'Company', 'Email address', 'rejected_reason', ''])(
    '%j is not',
    (column) => {
      expect(fields.findByColumn(column)).toBeUndefined();
    },
  );
});

test('every field of the spec can be mapped, and the hint lists them', () => {
  const names = Object.keys(upsertOperation(contract).body?.schema.properties ?? {});
  for (const name of [EXTERNAL_ID, ...names]) expect(fields.parse(name)).toEqual({ field: name });
  expect(`${fields}`).toBe(
    [EXTERNAL_ID, ...names].map((name) => name.replace(/^(metadata|custom_fields)$/, '$1.KEY')).join(', '),
  );
});

describe('a map', () => {
  test('outranks a name, and may use a column that has one', () => {
    const { item } = draft(
      { Name: 'Kari', Email: 'k@example.com', Title: 'Dr.' },
      'name={Title} {Name}',
      'metadata.login=Email',
    );
    expect(item).toEqual({ email: 'k@example.com', name: 'Dr. Kari', metadata: { login: 'k@example.com' } });
  });

  test('is a field, an equals sign and a column, which may have one too', () => {
    expect(parseMap('name=a=b')).toEqual([{ field: 'name', column: 'a=b' }]);
    for (const wrong of ['Email', '=Email', 'email=']) {
      expect(() => parseMap(wrong)).toThrow('It must be a field, =, and a column');
    }
  });

  test('of a template without any value says nothing, and keeps no gap where one is missing', () => {
    expect(draft({ First: '', Last: ' ' }, 'name=Dr. {First} {Last}').item).toEqual({});
    expect(draft({ First: 'Kari', Mid: '', Last: 'Berg' }, 'name={First} {Mid} {Last}').item).toEqual({
      name: 'Kari Berg',
    });
  });

  test('of several keys makes one object, on top of a column that holds it whole', () => {
    const { item } = draft(
      { metadata: '{"a": 1, "b": 1}', B: '2', C: '' },
      'metadata.b=B',
      'metadata.c=C',
      'metadata.__proto__=B',
    );
    expect(JSON.stringify(item)).toBe('{"metadata":{"a":1,"b":"2","__proto__":"2"}}');
  });

  test('twice for one field is misuse', () => {
    expect(() => mapping('name=A', 'name=B')).toThrow(
      '--map name=… is given twice; one column can be meant.',
    );
  });
});

describe('the columns of a file', () => {
  test('may not leave open which of two is meant', () => {
    const columns = ['external_id', 'Email', 'E-mail'];
    expect(() => mapping().check({ columns, isOpen: false })).toThrow(
      'Both Email and E-mail look like email; say which with --map email="…".',
    );
    expect(() => mapping('email=E-mail').check({ columns, isOpen: false })).not.toThrow();
  });

  test('may not have a name twice that is used', () => {
    const columns = ['external_id', 'email', 'Note', 'Note'];
    expect(() => mapping().check({ columns, isOpen: false })).not.toThrow();
    expect(() => mapping('notes=Note').check({ columns, isOpen: false })).toThrow(
      'The column Note stands twice in the header; rename one.',
    );
  });

  test('must have those that a map names', () => {
    expect(() => mapping('name={First} {Last}').check({ columns: ['First', 'Name'], isOpen: false })).toThrow(
      'There is no column Last. The columns are: First, Name.',
    );
  });

  test('must give an external id and an email', () => {
    expect(() => mapping().check({ columns: ['external_id', 'Mail'], isOpen: false })).toThrow(
      'No column is named email. Say which one it is: --map email="…". The columns are: external_id, Mail.',
    );
    expect(() => mapping().check({ columns: ['external_id;email'], isOpen: false })).toThrow(
      'Is another --delimiter meant?',
    );
  });

  test('need not be known beforehand in NDJSON', () => {
    const columns = ['external_id', 'email'];
    expect(() => mapping('phone=Rare').check({ columns, isOpen: true })).not.toThrow();
  });

  test('are not missed in NDJSON without a readable line: each is refused by itself, and none is none', () => {
    expect(() => mapping().check({ columns: [], isOpen: true })).not.toThrow();
  });
});

describe('an external id', () => {
  test.each([
    ['PAT-1', 'PAT-1'],
    [17, '17'],
    [2 ** 60, 2 ** 60],
    [1.5, 1.5],
    [null, null],
  ])('%j is drafted as %j', (value, expected) => {
    expect(draft({ external_id: value }).item.external_id).toBe(expected);
  });
});

describe('a draft is judged in the words of the server', () => {
  const judge = new RowValidator(contract);
  test.each([
    [{ external_id: 'a', email: 'a@example.com' }, []],
    [{ email: 'a@example.com' }, ['external_id is required']],
    [{ external_id: 'a' }, ['email is required']],
    [
      { external_id: '\ud800', email: 'a@example.com' },
      ['external_id contains half of a surrogate pair; send whole characters'],
    ],
    [{ external_id: 'a', email: null }, ['email must be a string']],
    [
      { external_id: '..', email: 'a@example.com' },
      [
        'external_id must be 1 to 255 characters, not blank, without control characters, and not "." or ".." alone',
      ],
    ],
    [
      { external_id: 'a', email: 'a', phone: 5, metadata: '[1' },
      [
        'email must be an email address, such as jane@example.com',
        'phone must be a string or null',
        'metadata must be an object or null',
      ],
    ],
  ])('%j', (cells, reasons) => {
    expect(judge.validate(draft(cells).item).toSorted()).toEqual(reasons.toSorted());
  });
});

test('a source is judged in the words of the server too', () => {
  const judge = new RowValidator(contract);
  expect(judge.judgeSource('Practice_Hub-2.no')).toBeUndefined();
  for (const wrong of ['batch', 'a b', '..', '']) {
    expect(judge.judgeSource(wrong)).toMatch(/^--source must be 1 to 64 letters, digits/);
  }
});

describe('a country', () => {
  test.each([
    ['Norway', 'NO'],
    ['norway', 'NO'],
    ['no', 'NO'],
    ['NOR', 'NO'],
    ['Saint Barthelemy', 'BL'],
    ['Antarctica (the territory South of 60 deg S)', 'AQ'],
    ['Bouvet Island (Bouvetoya)', 'BV'],
    ['British Indian Ocean Territory (Chagos Archipelago)', 'IO'],
    ['British Virgin Islands', 'VG'],
    ['Korea', 'KR'],
    ['Kyrgyz Republic', 'KG'],
    ['Libyan Arab Jamahiriya', 'LY'],
    ['Macedonia', 'MK'],
    ['Micronesia', 'FM'],
    ['Moldova', 'MD'],
    ['Palestinian Territory', 'PS'],
    ['Saint Martin', 'MF'],
    ['Slovakia (Slovak Republic)', 'SK'],
    ['Svalbard & Jan Mayen Islands', 'SJ'],
    ['Swaziland', 'SZ'],
    ['United States Virgin Islands', 'VI'],
    ['Netherlands Antilles', undefined],
    ['Atlantis', undefined],
    ['constructor', undefined],
  ])('%s is %s', (name, code) => {
    expect(countryCode(name)).toBe(code);
  });

  test('that has no code is left out and told, and one that is null is cleared', () => {
    expect(draft({ country: 'Atlantis' })).toEqual({ item: {}, unknownCountries: ['Atlantis'] });
    expect(draft({ country: null }).item).toEqual({ country: null });
  });
});

test('a delimiter is one character, or the word tab', () => {
  expect(parseDelimiter(';')).toBe(';');
  expect(parseDelimiter('tab')).toBe('\t');
  for (const wrong of ['', ';;', '"', '\n'])
    expect(() => parseDelimiter(wrong)).toThrow('It must be one character');
});
