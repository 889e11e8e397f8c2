import { describe, expect, test } from 'vitest';
import { countryCode } from '../../src/cli/import/map/country.ts';
import { rowMapper } from '../../src/cli/import/map/mapped-row.ts';
import { Mapping, type MappingExtras } from '../../src/cli/import/map/mapping.ts';
import { UpsertFields } from '../../src/cli/import/map/upsert-fields.ts';
import { loadValueRules } from '../../src/cli/import/map/values/load-value-rules.ts';
import { readPhone } from '../../src/cli/import/map/values/phone.ts';
import { readTimestamp } from '../../src/cli/import/map/values/timestamp.ts';
import {
  parseDateFormat,
  parseDefault,
  parseList,
  parseMap,
  parseMaxRejects,
  parsePhoneCountry,
  parseTimeZone,
} from '../../src/cli/import/parse-options.ts';
import { RowValidator } from '../../src/cli/import/row-validator.ts';
import { loadContract } from '../../src/contract/load.ts';

const fields = new UpsertFields(loadContract());

/** Maps one record. */
async function map(
  cells: Record<string, unknown>,
  options: Parameters<typeof loadValueRules>[0] & MappingExtras = {},
  maps: readonly string[] = [],
) {
  const parsed = maps.flatMap((text) => parseMap(text));
  const mapping = new Mapping(fields, parsed, options);
  const mapper = rowMapper(
    mapping.assignments(Object.keys(cells)),
    fields,
    await loadValueRules(options, false),
  );
  const { item, notes, errors } = mapper(Object.values(cells));
  return { item: JSON.parse(JSON.stringify(item)), notes, errors };
}

describe('a country', () => {
  test.each([
    ['Norge', 'NO'],
    ['Noreg', 'NO'],
    ['Danmark', 'DK'],
    ['Deutschland', 'DE'],
    ['Österreich', 'AT'],
    ['Espana', 'ES'],
    ['Côte d’Ivoire', 'CI'],
    ['日本', 'JP'],
    ['Россия', 'RU'],
    ['Holland', 'NL'],
    ['The Netherlands', 'NL'],
    ['England', 'GB'],
    ['U.K.', 'GB'],
    ['UK', 'GB'],
    ['U.S.A.', 'US'],
    ['U.S.', 'US'],
    ['Viet Nam', 'VN'],
    ['Vietnam', 'VN'],
    ['Türkiye', 'TR'],
    ['Macau', 'MO'],
    ['Kongo', undefined],
    ['Mordor', undefined],
    ['', undefined],
  ])('%s has the code %s', (name, code) => {
    expect(countryCode(name)).toBe(code);
  });
});

describe('a phone number', () => {
  test.each([
    ['22 33 44 55', 'NO', '+4722334455'],
    ['(0)22334455', 'SE', '+4622334455'],
    ['+44 20 7946 0000', 'NO', '+442079460000'],
    ['0047 22334455', 'NO', '+4722334455'],
    ['(415) 555-2671', 'US', '+14155552671'],
    ['12', 'NO', undefined],
    ['ask first', 'NO', undefined],
    ['22334455 ext. 12', 'NO', undefined],
  ] as const)('%s of %s is %s', (text, country, expected) => {
    expect(readPhone(text, country)).toBe(expected);
  });

  test('that cannot be read is sent unchanged with a note', async () => {
    const found = await map({ phone: '12' }, { phoneCountry: 'NO' });
    expect(found.item).toEqual({ phone: '12' });
    expect(found.notes).toEqual(['phone 12 is not a phone number of NO and was sent unchanged']);
  });

  test('is sent unchanged without --phone-country', async () => {
    expect((await map({ phone: '22 33 44 55' })).item).toEqual({ phone: '22 33 44 55' });
  });
});

describe('an email', () => {
  test.each([
    ['Anna <anna@x.no>', 'anna@x.no'],
    ['"Berg, Anna" <anna@x.no>', 'anna@x.no'],
    ['<anna@x.no>', 'anna@x.no'],
    ['mailto:anna@x.no', 'anna@x.no'],
    ['Anna <MAILTO:anna@x.no>', 'anna@x.no'],
  ])('that a mail program has written as %s is read as its address, with a note', async (email, address) => {
    const { item, notes } = await map({ email });
    expect(item.email).toBe(address);
    expect(notes).toEqual([`email ${email} became ${address}`]);
  });

  test.each(['anna@x.no', 'anna@x.no <Anna>', '<a@x.no>, <b@x.no>', 'Anna <>', 'mailto:', 'a>'])(
    'of the form %s stays unchanged without a note',
    async (email) => {
      const { item, notes } = await map({ email });
      expect([item.email, notes]).toEqual([email, []]);
    },
  );
});

describe('external_updated_at', () => {
  test.each([
    ['01.11.2026 08:00', 'dd.MM.yyyy HH:mm', 'Europe/Oslo', '2026-11-01T07:00:00.000Z'],
    ['11/1/2026 1:05 PM', 'M/d/yyyy h:mm a', 'America/New_York', '2026-11-01T18:05:00.000Z'],
    ['2026-11-01 08:00:00', undefined, 'Europe/Oslo', '2026-11-01T07:00:00.000Z'],
    ['2026-11-01T08:00:00Z', undefined, 'Europe/Oslo', '2026-11-01T08:00:00.000Z'],
    ['2026-11-01T08:00+02:00', "yyyy-MM-dd'T'HH:mmXXX", undefined, '2026-11-01T06:00:00.000Z'],
    ['25.10.2026 02:30', 'dd.MM.yyyy HH:mm', 'Europe/Oslo', '2026-10-25T01:30:00.000Z'],
    ['31.02.2026', 'dd.MM.yyyy', 'UTC', undefined],
    ['yesterday', 'dd.MM.yyyy', 'UTC', undefined],
  ])('%s in the format %s and the zone %s is %s', (text, pattern, zone, expected) => {
    expect(readTimestamp(text, { pattern, zone })).toBe(expected);
  });

  test.each([
    ['2026-11-01T08:00:00', '2026-11-01T07:00:00.000Z'],
    ['2026-11-01', '2026-10-31T23:00:00.000Z'],
    ['01.11.2026', '2026-10-31T23:00:00.000Z'],
    ['31.02.2026', undefined],
  ])('of a workbook is read from %s, in the format of --date-format or as ISO 8601', (text, expected) => {
    const format = { pattern: 'dd.MM.yyyy', zone: 'Europe/Oslo', mayBeIso: true };
    expect(readTimestamp(text, format)).toBe(expected);
  });

  test('in a format without an offset needs --time-zone', async () => {
    await expect(loadValueRules({ dateFormat: 'dd.MM.yyyy' }, false)).rejects.toThrow('name the time zone');
    await expect(loadValueRules({ dateFormat: 'dd.MM.yyyy HH:mm XXX' }, false)).resolves.toBeDefined();
    await expect(loadValueRules({ phoneCountry: 'ZZ' }, false)).rejects.toThrow('such as NO');
  });
});

describe('an empty text', () => {
  test.each(['NULL', 'N/A', '#N/A', 'NaN', 'nan'])('%s is an empty cell', async (text) => {
    expect((await map({ city: text })).item).toEqual({});
  });

  test.each(['null', 'Nan', 'n/a', 'None', '-'])('%s in another case or form is a value', async (text) => {
    expect((await map({ city: text })).item).toEqual({ city: text });
  });

  test('never applies to a column of a name, also in a template', async () => {
    expect((await map({ name: 'NULL' })).item).toEqual({ name: 'NULL' });
    expect((await map({ First: 'Nan', Last: 'NULL' }, {}, ['name={First} {Last}'])).item).toEqual({
      name: 'Nan NULL',
    });
  });

  test.each(['#N/A', '#NV', '#SAKNAS!'])(
    '%s in a name is the error of a formula, which rejects the row',
    async (text) => {
      expect((await map({ name: text })).errors).toEqual([
        expect.stringContaining(`spreadsheet error ${text}`),
      ]);
      expect((await map({ First: 'Ola', Last: text }, {}, ['name={First} {Last}'])).errors).toHaveLength(1);
    },
  );

  test('is one of the texts of --null alone, if that option is set', async () => {
    expect((await map({ city: '-', state: 'NULL' }, { null: parseList('-,?') })).item).toEqual({
      state: 'NULL',
    });
    expect((await map({ city: 'NULL' }, { null: parseList('') })).item).toEqual({ city: 'NULL' });
  });
});

test('a phone number that a spreadsheet has rounded is sent unchanged with a note', async () => {
  expect(await map({ phone: '4.79E+09' })).toMatchObject({
    item: { phone: '4.79E+09' },
    notes: ['phone 4.79E+09 looks like a rounded number'],
  });
  expect((await map({ phone: '+47 22 33 44 55' })).notes).toEqual([]);
});

test('a time that does not have the format of --date-format is an error of the row, and null is not', async () => {
  const options = { dateFormat: 'dd.MM.yyyy', timeZone: 'UTC' };
  for (const time of ['31.02.2026', '2026-11-01', 5]) {
    expect((await map({ external_updated_at: time }, options)).errors).toEqual([
      expect.stringMatching(/^external_updated_at does not have the format of --date-format, or/),
    ]);
  }
  expect((await map({ external_updated_at: null }, options)).errors).toEqual([]);
});

describe('an error of a spreadsheet', () => {
  test.each(['#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#VERDI!', '#¡REF!', 'Err:502', '########'])(
    '%s in a mapped column is an error of the row',
    async (text) => {
      const reason = `city contains the spreadsheet error ${text}; replace it with the value, or empty the cell`;
      expect((await map({ city: text })).errors).toEqual([reason]);
    },
  );

  test('in a column of a template is an error of the row', async () => {
    const { errors } = await map({ First: 'Ola', Last: '#REF!' }, {}, ['name={First} {Last}']);
    expect(errors).toEqual([expect.stringMatching(/^name contains the spreadsheet error #REF!;/)]);
  });

  test('in a column that is not mapped is ignored, and so is one that --null names', async () => {
    expect((await map({ city: 'Oslo', Total: '#REF!' })).errors).toEqual([]);
    expect((await map({ city: '#REF!' }, { null: ['#REF!'] })).errors).toEqual([]);
  });

  test.each(['#1', '#VIP', '##', 'see #REF!', 'Error: 502'])('%s is a value', async (text) => {
    expect(await map({ city: text })).toMatchObject({ item: { city: text }, errors: [] });
  });
});

describe('--clear-empty', () => {
  test('clears the field of an empty cell, but neither the id nor the email', async () => {
    const found = await map(
      { external_id: '', email: '', city: '', state: 'NULL', Plan: '' },
      { clearEmpty: true },
      ['metadata.plan=Plan'],
    );
    expect(found.item).toEqual({ city: null, state: null, metadata: { plan: null } });
  });

  test('does not apply to a column that the file does not have', async () => {
    expect((await map({ city: 'Oslo' }, { clearEmpty: true })).item).toEqual({ city: 'Oslo' });
  });
});

describe('the options that supplement --map', () => {
  test('--default sets a field whose cell is empty, and notes it', async () => {
    const defaults = parseDefault('country=Norge');
    expect(await map({ country: '' }, { defaults })).toEqual({
      item: { country: 'NO' },
      notes: ['country was empty and became NO'],
      errors: [],
    });
    expect((await map({ country: 'SE' }, { defaults })).item).toEqual({ country: 'SE' });
  });

  test('--rest puts the other columns into keys, but no skipped and no ignored column', async () => {
    const extras = { rest: 'custom_fields', skipped: ['Age'], ignored: new Set(['Notes']) } as const;
    const cells = { email: 'a@example.com', Plan: 'gold', Age: '7', Notes: 'x', rejected_line: '3' };
    expect((await map(cells, extras)).item).toEqual({
      email: 'a@example.com',
      custom_fields: { Plan: 'gold' },
    });
  });

  test('--email-template makes the email of a row without one', async () => {
    const extras = { emailTemplate: '{No}@no-email.invalid' };
    expect((await map({ No: '7', email: '' }, extras)).item).toEqual({ email: '7@no-email.invalid' });
    expect((await map({ No: '7', email: 'N/A' }, extras)).item).toEqual({ email: '7@no-email.invalid' });
    expect((await map({ No: '7', email: 'a@example.com' }, extras)).item).toEqual({ email: 'a@example.com' });
  });

  test('--map takes a path into a JSON object or list', async () => {
    const cells = { address: { city: 'Oslo' }, phones: [{ number: 22334455 }], 'a.b': 'x' };
    const maps = ['city=address.city', 'phone=phones[0].number', 'state=a.b', 'name=phones[1].number'];
    expect((await map(cells, {}, maps)).item).toEqual({ city: 'Oslo', phone: '22334455', state: 'x' });
  });
});

test.each([
  ['jane doe@example.com', 'it contains a space'],
  ['jane,doe@example.com', 'it contains ","'],
  ['åse@example.com', 'it contains "å", which is not an ASCII character'],
  ['jane@@example.com', 'it has more than one @'],
])('the email %j is refused once, because %s', (email, problem) => {
  const reasons = new RowValidator(loadContract()).validate({ external_id: '1', email });
  expect(reasons).toEqual([`email must be an email address, such as jane@example.com; ${problem}`]);
});

describe('an option is refused with an example of a correct value', () => {
  test.each([
    [() => parsePhoneCountry('Norway'), 'such as NO'],
    [() => parseDateFormat('DD.MM.YYYY'), 'such as dd.MM.yyyy HH:mm'],
    [() => parseDateFormat('HH:mm'), 'for a year, a month and a day'],
    [() => parseTimeZone('Norway/Oslo'), 'such as Europe/Oslo'],
    [() => parseMaxRejects('5 percent'), 'such as 50, or a share, such as 5%'],
    [() => parseMaxRejects('101%'), 'such as 50, or a share, such as 5%'],
    [() => parseDefault('country'), 'such as country=NO'],
  ])('%#', (parse, message) => {
    expect(parse).toThrow(message);
  });
});
