import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columnNames, PRESETS } from '../../src/cli/import/map/column-names.ts';
import { guessMapping } from '../../src/cli/import/map/guess-mapping.ts';
import { UpsertFields } from '../../src/cli/import/map/upsert-fields.ts';
import type { Row } from '../../src/cli/import/read/table.ts';
import { type Client, createClient } from '../../src/client/create-client.ts';
import { loadContract } from '../../src/contract/load.ts';
import { TestServer } from '../support/test-server.ts';
import { EXPORTS } from './exports/product-exports.ts';
import { Folder, runImport } from './import-run.ts';

const fields = new UpsertFields(loadContract());
const folder = new Folder();
let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await TestServer.start();
  client = createClient({ baseUrl: server.url, apiKey: server.key });
});
afterAll(() => server.stop());

describe('the export of a product is imported by the names of its columns', () => {
  test.each(EXPORTS)('$product', async ({ product, header, rows, options = [], stored, ignored = [] }) => {
    const source = product.toLowerCase().replaceAll(' ', '-');
    const file = folder.write(`${source}.csv`, `${[header, ...rows].join('\n')}\n`);
    const args = [file, '--source', source, '--url', server.url, '--json', ...options];
    const ended = await runImport(args, server.key);
    expect(ended.stderr).not.toContain('rejected');
    expect(JSON.parse(ended.stdout)).toMatchObject({ created: rows.length, rejected: 0 });
    const { data } = await client.customers.getByExternalId(source, stored.externalId);
    expect(data).toMatchObject(stored.customer);
    for (const name of ['notes', ...(stored.absent ?? [])]) expect(data).not.toHaveProperty(name);
    for (const column of ignored) expect(ended.stderr).toMatch(new RegExp(`Not imported .*${column}`));
  });
});

/** A guess for a file with these columns and rows. */
function guess(columns: readonly string[], rows: readonly (readonly string[])[] = [], more: object = {}) {
  const sample = rows.map((cells, index): Row => ({ line: index + 2, end: 0, text: '', columns, cells }));
  const options = { fields, columns, sample, isJson: false, maps: [], skipped: [], preset: undefined };
  const { guessed, ignored } = guessMapping({ ...options, ...more });
  return {
    maps: Object.fromEntries(guessed.map(({ field, column }) => [field, column])),
    ignored: Object.fromEntries(ignored),
  };
}

describe('a guess', () => {
  test('takes the first name of the table whose column has content', () => {
    const rows = [['', '99', 'a@example.com']];
    expect(guess(['Square Customer ID', 'Reference ID', 'Mail'], rows).maps).toEqual({
      external_id: 'Reference ID',
      email: 'Mail',
    });
  });

  test('leaves out a column whose content contradicts its field, even if it has the name of the field', () => {
    const rows = [
      ['enabled', 'yes', 'a@example.com', '7'],
      ['disabled', 'no', 'b@example.com', '8'],
      ['enabled', 'yes', 'c@example.com', '9'],
    ];
    const found = guess(['State', 'Email', 'Email Address', 'Name'], rows);
    expect(found.maps).toEqual({ email: 'Email Address' });
    expect(found.ignored).toEqual({
      State: 'as state, because its cells are the status of a customer',
      Email: 'as email, because its cells have no @',
      Name: 'as name, because its cells are not names',
    });
  });

  test.each(['active', 'pending', 'Invited', 'TRUE', '1'])('never takes a state of %s', (state) => {
    expect(guess(['State'], [[state]]).ignored).toHaveProperty('State');
    expect(guess(['State'], [['NY'], [state], ['CA']]).ignored).toEqual({});
  });

  test('takes a contradicting column if --map says so', () => {
    const maps = [{ field: 'state', column: 'State' }];
    expect(guess(['State'], [['active']], { maps }).ignored).toEqual({});
  });

  test('leaves out a column of email that has a fault in a few cells', () => {
    const rows = [['a@example.com'], ['none'], ['b@example.com']];
    expect(guess(['E-mail Address'], rows).maps).toEqual({ email: 'E-mail Address' });
  });

  test('takes the parts of one address only', () => {
    const columns = ['Home Street', 'Home City', 'Business Street', 'Business City', 'Business Postal Code'];
    expect(guess(columns, [['', '', 'Main St 1', 'Oslo', '0150']]).maps).toEqual({
      address_line1: 'Business Street',
      city: 'Business City',
      postal_code: 'Business Postal Code',
    });
  });

  test('takes the columns of a Norwegian patient list', () => {
    const columns = [
      'Pasientnr',
      'Fornavn',
      'Etternavn',
      'E-post',
      'Mobiltelefon',
      'Adresse',
      'Postnr',
      'Poststed',
    ];
    expect(guess(columns, []).maps).toMatchObject({
      external_id: 'Pasientnr',
      name: '{Fornavn} {Etternavn}',
      phone: 'Mobiltelefon',
      postal_code: 'Postnr',
    });
  });

  test.each(['Notes', 'notes', 'Clinical Notes', 'Date of Birth', 'DOB', 'Birthday', 'Geburtsdatum'])(
    'never takes the column %s of a CSV file',
    (column) => {
      const found = guess([column], [['x']]);
      expect(found.maps).toEqual({});
      expect(found.ignored).toHaveProperty([column]);
    },
  );

  test('takes a JSON key that is spelt as a field, also notes', () => {
    expect(guess(['notes', 'state'], [['x', 'active']], { isJson: true }).ignored).toEqual({});
  });

  test.each(Object.keys(PRESETS))('with the preset %s uses fields of the spec only', (preset) => {
    const { fields: names, addresses } = columnNames(preset as keyof typeof PRESETS);
    for (const field of [...Object.keys(names), ...addresses.flatMap(Object.keys)]) {
      expect(fields.parse(field)).toBeDefined();
    }
  });

  test('with the preset practicehub maps the columns of its export', () => {
    const columns = [
      ...['Patient Number', 'First Name', 'Last Name', 'Email Address', 'Mobile', 'Home', 'Date of Birth'],
      ...['Account Balance', 'Note', 'Chief Complaint', 'Deleted'],
    ];
    const found = guess(columns, [], { preset: 'practicehub' });
    expect(found.maps).toEqual({
      external_id: 'Patient Number',
      email: 'Email Address',
      name: '{First Name} {Last Name}',
      phone: 'Mobile',
    });
    expect(Object.keys(found.ignored)).toEqual(['Date of Birth', 'Note', 'Chief Complaint']);
  });
});
