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

function map(cells: Record<string, unknown>, ...maps: string[]) {
  const assignments = mapping(...maps).assignments(Object.keys(cells));
  return rowMapper(assignments, fields)(Object.values(cells));
}

describe('a column with the name of a field', () => {
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
  ])('%s is mapped to %s', (column, field) => {
    expect(fields.findByColumn(column)).toEqual({ field });
  });

  test('may name a key of an object', () => {
    expect(fields.findByColumn('Custom Fields.Plan name')).toEqual({
      field: 'custom_fields',
      key: 'Plan name',
    });
    expect(fields.findByColumn('name.first')).toBeUndefined();
  });

  test.each(['Customer Id', 'Phone 1', 'Company', 'Email address', 'rejected_reason', ''])(
    '%j is mapped to no field',
    (column) => {
      expect(fields.findByColumn(column)).toBeUndefined();
    },
  );
});

test('every field of the spec can be mapped, and the error message lists all fields', () => {
  const names = Object.keys(upsertOperation(contract).body?.schema.properties ?? {});
  for (const name of [EXTERNAL_ID, ...names]) expect(fields.parse(name)).toEqual({ field: name });
  expect(`${fields}`).toBe(
    [EXTERNAL_ID, ...names].map((name) => name.replace(/^(metadata|custom_fields)$/, '$1.KEY')).join(', '),
  );
});

test('a column with the name of a field is mapped if the name contains characters that a screen does not show', () => {
  const { item } = map({ 'external\u200b_id': '7', 'e\u00admail': 'k@example.com', 'name\u2060': 'Kari' });
  expect(item).toEqual({ external_id: '7', email: 'k@example.com', name: 'Kari' });
});

describe('a --map option', () => {
  test('overrides a column with the name of the field, and may use a column with the name of another field', () => {
    const { item } = map(
      { Name: 'Kari', Email: 'k@example.com', Title: 'Dr.' },
      'name={Title} {Name}',
      'metadata.login=Email',
    );
    expect(item).toEqual({ email: 'k@example.com', name: 'Dr. Kari', metadata: { login: 'k@example.com' } });
  });

  test('is a field, an equals sign and a column, which may contain an equals sign', () => {
    expect(parseMap('name=a=b')).toEqual([{ field: 'name', column: 'a=b' }]);
    for (const invalid of ['Email', '=Email', 'email=']) {
      expect(() => parseMap(invalid)).toThrow('It must be a field, =, and a column');
    }
  });

  test('with a template sets nothing if all columns are empty, and leaves no gap for an empty column', () => {
    expect(map({ First: '', Last: ' ' }, 'name=Dr. {First} {Last}').item).toEqual({});
    expect(map({ First: 'Kari', Mid: '', Last: 'Berg' }, 'name={First} {Mid} {Last}').item).toEqual({
      name: 'Kari Berg',
    });
  });

  test('with keys of an object adds them to the object of a column', () => {
    const { item } = map(
      { metadata: '{"a": 1, "b": 1}', B: '2', C: '' },
      'metadata.b=B',
      'metadata.c=C',
      'metadata.__proto__=B',
    );
    expect(JSON.stringify(item)).toBe('{"metadata":{"a":1,"b":"2","__proto__":"2"}}');
  });

  test('is refused if two options name one field', () => {
    expect(() => mapping('name=A', 'name=B')).toThrow(
      '--map name=… is given twice; a field takes one column, so leave out one of them.',
    );
  });
});

describe('the columns of a file', () => {
  test('are refused if two of them match one field', () => {
    const columns = ['external_id', 'Email', 'E-mail'];
    expect(() => mapping().check({ columns, isOpen: false })).toThrow(
      'Both Email and E-mail match email; choose one with --map email="…".',
    );
    expect(() => mapping('email=E-mail').check({ columns, isOpen: false })).not.toThrow();
  });

  test('are refused if two of them have one name and are mapped', () => {
    const columns = ['external_id', 'email', 'Note', 'Note'];
    expect(() => mapping().check({ columns, isOpen: false })).not.toThrow();
    expect(() => mapping('notes=Note').check({ columns, isOpen: false })).toThrow(
      'The column Note is twice in the header; rename one of them.',
    );
  });

  test('must include those of each --map', () => {
    expect(() => mapping('name={First} {Last}').check({ columns: ['First', 'Name'], isOpen: false })).toThrow(
      'There is no column Last. The columns are: First, Name.',
    );
  });

  test('must include an external id and an email', () => {
    expect(() => mapping().check({ columns: ['external_id', 'Mail'], isOpen: false })).toThrow(
      'No column is named email. Name the column with --map email="…". The columns are: external_id, Mail.',
    );
    expect(() => mapping().check({ columns: ['external_id;email'], isOpen: false })).toThrow(
      'If the file has more columns, set --delimiter.',
    );
  });

  test('may be missing in the first lines of an NDJSON file', () => {
    const columns = ['external_id', 'email'];
    expect(() => mapping('phone=Rare').check({ columns, isOpen: true })).not.toThrow();
  });

  test('are not required of an NDJSON file without a readable line, since each line is rejected separately', () => {
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
  ])('%j is mapped to %j', (value, expected) => {
    expect(map({ external_id: value }).item.external_id).toBe(expected);
  });
});

describe('RowValidator rejects a mapped row with the words of the server', () => {
  const validator = new RowValidator(contract);
  test.each([
    [{ external_id: 'a', email: 'a@example.com' }, []],
    [{ email: 'a@example.com' }, ['external_id is required']],
    [{ external_id: 'a' }, ['email is required']],
    [
      { external_id: '\ud800', email: 'a@example.com' },
      ['external_id contains half of a surrogate pair; send whole characters'],
    ],
    [{ external_id: 'a', email: null }, ['email is required']],
    [
      { external_id: '..', email: 'a@example.com' },
      [
        'external_id must be 1 to 255 characters, not blank, without control characters, and not "." or ".." alone',
      ],
    ],
    [
      { external_id: 'a', email: 'a', phone: { home: 5 }, metadata: '[1' },
      [
        'email must be an email address, such as jane@example.com; it has no @',
        'phone must be a string or null',
        'metadata must be an object or null',
      ],
    ],
  ])('%j', (cells, reasons) => {
    expect(validator.validate(map(cells).item).toSorted()).toEqual(reasons.toSorted());
  });
});

test('RowValidator rejects the name of a source with the words of the server', () => {
  const validator = new RowValidator(contract);
  expect(validator.validateSource('Practice_Hub-2.no')).toBeUndefined();
  for (const invalid of ['batch', 'a b', '..', '']) {
    expect(validator.validateSource(invalid)).toMatch(/^--source must be 1 to 64 letters, digits/);
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
  ])('%s has the code %s', (name, code) => {
    expect(countryCode(name)).toBe(code);
  });

  test('without a code is left out and reported, and null clears the field', () => {
    expect(map({ country: 'Atlantis' })).toMatchObject({ item: {}, unknownCountries: ['Atlantis'] });
    expect(map({ country: null }).item).toEqual({ country: null });
  });
});

test('a delimiter is one character, or the word tab', () => {
  expect(parseDelimiter(';')).toBe(';');
  expect(parseDelimiter('tab')).toBe('\t');
  for (const invalid of ['', ';;', '"', '\n'])
    expect(() => parseDelimiter(invalid)).toThrow('It must be one character');
});
