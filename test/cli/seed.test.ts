import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidV7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FixtureSchemas } from '../../src/cli/seed/fixture-schemas.ts';
import { insertFixtures } from '../../src/cli/seed/insert-fixtures.ts';
import { readFixtures } from '../../src/cli/seed/read-fixtures.ts';
import { loadContract } from '../../src/contract/load.ts';
import type { Operation } from '../../src/contract/operations.ts';
import type { Store } from '../../src/domain/store/store.ts';
import { upsertd } from '../support/command-line.ts';
import { TestServer } from '../support/test-server.ts';

const schemas = new FixtureSchemas(loadContract().document);
const clinic = readFixtures('openapi/fixtures/clinic.yaml', schemas);
let folder: string;
let server: TestServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upsertd-seed-'));
  server = await TestServer.start({ writesHere: true });
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function write(content: string): string {
  const path = join(folder, 'fixtures.yaml');
  writeFileSync(path, content);
  return path;
}

function insertClinic() {
  return insertFixtures(server.store as Store, server.tenant, clinic, schemas, {
    now: server.now,
    newId: () => uuidV7(),
  });
}

describe('the clinic fixtures of the program', () => {
  test('contain every resource that an example of the spec names, so that stock test suites find them', async () => {
    await insertClinic();
    // The path of a sync state contains the id of the merchant, which fixtures do not set.
    const reads = loadContract().operations.filter(
      ({ method, path }) => method === 'get' && !path.includes('{merchantId}'),
    );
    for (const { id, path, parameters } of reads) {
      const filled = parameters.reduce(
        (url, { name, example }) => url.replace(`{${name}}`, encodeURIComponent(String(example))),
        path,
      );
      const { status, body } = await server.as().get(filled);
      expect([id, status]).toEqual([id, 200]);
      if (Array.isArray(body.data)) expect(body.data.length, id).toBeGreaterThan(0);
    }
    for (const kind of ['Invoices', 'Subscriptions', 'Orders', 'Payments']) {
      const { responses } = reads.find(({ id }) => id === `listCustomer${kind}`) as Operation;
      const page = responses[200]?.content?.examples.page as { data: { id: string; customer_id: string }[] };
      const list = await server.as().get(`/v2/customers/${page.data[0]?.customer_id}/${kind.toLowerCase()}`);
      expect(list.body.data).toContainEqual(expect.objectContaining({ id: page.data[0]?.id }));
    }
  });

  test('get new ids if other customers and events have theirs', async () => {
    await insertClinic();
    for (const { id } of (await server.as().get('/v2/customers')).body.data) {
      await server
        .as()
        .patch(`/v2/customers/${id}`)
        .send({ email: `${id}@example.com` });
    }
    expect(await insertClinic()).toMatchObject({ counts: { customers: 8 } });
  });

  test('are served with customers, references and all four kinds of records', async () => {
    const { counts: inserted } = await insertClinic();
    expect(inserted).toEqual({ customers: 8, invoices: 4, subscriptions: 4, orders: 4, payments: 5 });
    const { body } = await server.as().get('/v2/customers/external/wodify/88412');
    expect(body.data).toMatchObject({ email: 'ingrid.solberg@example.com', merchantRefId: 'PAT-12345' });
    for (const kind of ['invoices', 'subscriptions', 'orders', 'payments']) {
      const list = await server.as().get(`/v2/customers/${body.data.id}/${kind}`);
      expect(list.body.data.length).toBeGreaterThan(0);
    }
  });

  test('change nothing if they are inserted again', async () => {
    await insertClinic();
    const before = await server.as().get('/v2/customers');
    await insertClinic();
    const after = await server.as().get('/v2/customers');
    expect(after.body).toEqual(before.body);
  });
});

describe('an invalid fixture file', () => {
  test('is refused with the path of each error', () => {
    const path = write(
      'customers: [{ email: x, nmae: y, invoices: [{ status: open, total_minor: "5", currency: nok }] }]',
    );
    expect(() => readFixtures(path, schemas)).toThrow(
      [
        `${path} does not match the spec:`,
        'customers[0].nmae is not a field of this request',
        'customers[0].email must be an email address, such as jane@example.com; it has no @',
        'customers[0].invoices[0].total_minor must be an integer',
        'customers[0].invoices[0].currency must be a three-letter currency code such as NOK',
      ].join('\n  '),
    );
  });

  test.each([
    ['U+0000', '"name": "a\\u0000"', '.name contains the character U+0000; remove it'],
    [
      'half of a surrogate pair',
      '"notes": "\\ud800"',
      '.notes contains half of a surrogate pair; send whole characters',
    ],
    [
      'an integer beyond 2^53',
      '"metadata": {"n": [9007199254740993]}',
      '.metadata.n[0] is a number beyond ±2^53, which JSON readers round; send it as a string',
    ],
    [
      'a number that is too large',
      '"metadata": {"n": 1e400}',
      '.metadata.n is a number beyond ±2^53, which JSON readers round; send it as a string',
    ],
    [
      'more than 32 levels',
      `"metadata": ${'{"a":'.repeat(32)}1${'}'.repeat(32)}`,
      ' is nested more than 32 levels deep; flatten it',
    ],
    [
      'one of them in a record',
      '"invoices": [{"status": "open", "total_minor": 5, "currency": "NOK", "notes": "\\u0000"}]',
      '.invoices[0].notes contains the character U+0000; remove it',
    ],
  ])(
    'is refused if it breaks a rule of the API about JSON, in JSON and in YAML: %s',
    (_title, field, reason) => {
      const json = `{"customers": [{"email": "a@example.com", ${field}}]}`;
      expect(() => readFixtures(write(json), schemas)).toThrow(`customers[0]${reason}`);
      expect(() => readFixtures(write(`# YAML\n${json}`), schemas)).toThrow(`customers[0]${reason}`);
    },
  );

  test('in JSON has the last value of a key that occurs twice, and [] means {}', () => {
    const path = write('{"customers": [{"email": "x", "email": "a@example.com", "metadata": []}]}');
    expect(readFixtures(path, schemas)).toMatchObject([{ email: 'a@example.com', patch: { metadata: {} } }]);
  });

  test('in YAML is refused if a key occurs twice', () => {
    expect(() => readFixtures(write('customers:\n- { email: x, email: y }'), schemas)).toThrow(
      'is not YAML or JSON',
    );
  });

  test('is refused if it is not YAML, does not exist or has no customers', () => {
    expect(() => readFixtures(write('customers: [}'), schemas)).toThrow('is not YAML or JSON');
    expect(() => readFixtures(join(folder, 'nothing.yaml'), schemas)).toThrow(
      'nothing.yaml cannot be read (ENOENT); name a fixture file, or clinic for the fixtures of the program.',
    );
    expect(() => readFixtures(write('{}'), schemas)).toThrow('has no list "customers"');
  });
});

test('a repeated seed says that nothing changed, and a changed file says what it seeded', async () => {
  const seed = async (file: string) => (await upsertd(['seed', file], { cwd: folder })).stdout;
  const content = readFileSync('openapi/fixtures/clinic.yaml', 'utf8');
  const path = write(content);
  expect(await seed(path)).toMatch(/^Seeded 8 customers, .* as sandbox data of My merchant\.\n$/);
  for (const file of [path, 'clinic']) {
    expect(await seed(file)).toBe(
      `Nothing changed: the sandbox data of My merchant already has ${countsOf(clinic)} of ${file}.\n`,
    );
  }
  expect(content).toContain('status: paid');
  write(content.replace('status: paid', 'status: open'));
  expect(await seed(path)).toMatch(/^Seeded 8 customers/);
  write('customers: [{ email: kari@example.com }]');
  expect(await seed(path)).toMatch(/^Seeded 1 customers/);
  expect(await seed(path)).toMatch(/^Nothing changed/);
  write('customers: [{ email: kari@example.com, name: Kari }]');
  expect(await seed(path)).toMatch(/^Seeded 1 customers/);
});

function countsOf(fixtures: typeof clinic): string {
  const kinds = ['invoices', 'subscriptions', 'orders', 'payments'] as const;
  const count = (kind: (typeof kinds)[number]) =>
    fixtures.reduce((sum, { records }) => sum + records[kind].length, 0);
  return [`${fixtures.length} customers`, ...kinds.map((kind) => `${count(kind)} ${kind}`)].join(', ');
}
