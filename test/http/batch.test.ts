import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshNumber } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
let strict: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
  strict = await TestServer.start({ unknownFields: 'reject' });
});
afterAll(async () => {
  await server.stop();
  await strict.stop();
});

const PATH = '/v2/customers/external/batch';
const freshId = () => `PAT ${freshNumber()}`;
const send = (body: object | string, query = '', at = server) =>
  at.as().put(`${PATH}${query}`).type('json').send(body);
const batch = (customers: readonly unknown[], query = '', source = 'clinic') =>
  send({ source, customers }, query);
const anItem = (more: object = {}) => ({ external_id: freshId(), email: freshEmail(), ...more });
const read = (externalId: string, source = 'clinic') =>
  server.as().get(`/v2/customers/external/${source}/${encodeURIComponent(externalId)}`);

describe('a batch', () => {
  test('upserts its items in order, and returns the outcome of each', async () => {
    const [known, timed, linked] = [
      anItem(),
      anItem({ external_updated_at: '2026-11-20T10:00:00Z' }),
      anItem(),
    ];
    await batch([known, timed]);
    await batch([linked], '', 'gym');
    const made = anItem({ name: 'New' });
    const { status, body } = await batch([
      made,
      { ...known, name: 'Known' },
      known,
      { ...timed, external_updated_at: '2026-11-20T09:00:00Z' },
      { ...linked, external_id: 'linked' },
      anItem({ email: known.email }),
      { external_id: 'nobody' },
    ]);
    expect(status).toBe(200);
    const ids = await Promise.all(
      [made, known, linked].map(async ({ email }) => {
        const found = await server.as().get(`/v2/customers?email=${email}`);
        return found.body.data[0].id;
      }),
    );
    const conflict = expect.stringMatching(/^The email belongs to another customer/);
    expect(body).toEqual({
      created: 1,
      updated: 3,
      skipped: 1,
      failed: [
        { external_id: body.results[5].external_id, error: conflict },
        { external_id: 'nobody', error: 'email is required' },
      ],
      results: [
        { index: 0, external_id: made.external_id, outcome: 'created', id: ids[0] },
        { index: 1, external_id: known.external_id, outcome: 'updated', id: ids[1] },
        { index: 2, external_id: known.external_id, outcome: 'unchanged', id: ids[1] },
        { index: 3, external_id: timed.external_id, outcome: 'stale' },
        {
          index: 4,
          external_id: 'linked',
          outcome: 'linked',
          id: ids[2],
          warnings: [expect.stringMatching(/^email: this reference was new/)],
        },
        {
          index: 5,
          external_id: expect.any(String),
          outcome: 'failed',
          error: { code: 'conflict', message: conflict, param: 'email' },
        },
        {
          index: 6,
          external_id: 'nobody',
          outcome: 'failed',
          error: { code: 'invalid_request', message: 'email is required', param: 'email' },
        },
      ],
    });
    expect((await read(made.external_id)).body.data).toMatchObject({ id: ids[0], name: 'New' });
    expect((await read('nobody')).status).toBe(404);
  });

  test('applies both items with the same id, the second one to the result of the first', async () => {
    const first = anItem({
      name: 'First',
      metadata: { a: 1, b: 1 },
      external_updated_at: '2026-11-20T10:00:00Z',
    });
    const { body } = await batch([
      first,
      { ...first, name: 'Second', metadata: { b: null, c: 1 }, external_updated_at: '2026-11-20T10:00:01Z' },
      { ...first, name: 'Stale' },
    ]);
    expect(body).toMatchObject({ created: 1, updated: 1, skipped: 1, failed: [] });
    expect(body.results[1].id).toBe(body.results[0].id);
    expect((await read(first.external_id)).body.data).toMatchObject({
      name: 'Second',
      metadata: { a: 1, c: 1 },
    });
  });

  test('stores an item like a single upsert, with its custom fields', async () => {
    const fields = {
      name: 'Kari',
      phone: '22',
      company_name: 'AS',
      address_line1: 'Storgata',
      address_line2: '2',
      city: 'Oslo',
      state: 'Oslo',
      postal_code: '0155',
      country: 'no',
      tax_id: 'NO1',
      tax_id_country: 'NO',
      notes: 'x',
      metadata: { a: [1, null] },
      custom_fields: { size: 'M' },
      external_updated_at: '2026-11-20T11:30:00+01:00',
    };
    const [one, other] = [anItem(), anItem()];
    const { body } = await batch([{ ...one, ...fields }]);
    const single = await server
      .as()
      .put(`/v2/customers/external/clinic/${encodeURIComponent(other.external_id)}`)
      .send({ email: other.email, ...fields });
    expect(body).toMatchObject({ created: 1, failed: [] });
    const { id, email, merchantRefId, externalRefs, ...same } = single.body.data;
    expect((await read(one.external_id)).body.data).toMatchObject({
      ...same,
      country: 'NO',
      customFields: { size: 'M' },
      externalRefs: [{ ...externalRefs[0], externalId: one.external_id }],
    });
  });

  test('without customers returns zero for each counter', async () => {
    const nothing = { created: 0, updated: 0, skipped: 0, failed: [], results: [] };
    for (const query of ['', '?atomic=true', '?dry_run=true', '?atomic=true&dry_run=true'])
      expect(await batch([], query)).toMatchObject({ status: 200, body: nothing });
  });

  test('with 100 items is executed, and one with 101 items is rejected completely', async () => {
    const items = Array.from({ length: 100 }, () => anItem());
    const { body } = await batch(items);
    expect(body).toMatchObject({ created: 100, failed: [] });
    expect(body.results.map(({ index }: { index: number }) => index)).toEqual([...items.keys()]);
    const refused = await batch([...items, anItem()]);
    expect(refused.status).toBe(400);
    expect(refused.body.error).toMatchObject({ code: 'invalid_request', param: 'customers' });
  });

  test('matches its source without case, and its ids byte for byte', async () => {
    const item = anItem();
    await batch([item], '', 'Clinic');
    expect((await batch([item], '', 'CLINIC')).body.updated).toBe(1);
    const upper = { ...anItem(), external_id: item.external_id.toLowerCase() };
    expect((await batch([upper], '', 'clinic')).body.created).toBe(1);
    expect((await read(item.external_id)).body.data.externalRefs[0].source).toBe('clinic');
  });

  test('accepts each id that a path accepts, also with slashes and dots', async () => {
    const ids = ['a/b', 'a%2Fb', ' x ', 'trailing.', '...', '🦊', 'x'.repeat(255)].map(
      (id) => `${id}`.slice(0, 250) + freshNumber(),
    );
    expect((await batch(ids.map((external_id) => anItem({ external_id })))).body).toMatchObject({
      created: ids.length,
      failed: [],
    });
    for (const id of ids) expect((await read(id)).status).toBe(200);
  });
});

describe('an invalid item fails alone, with the message of a single upsert', () => {
  test.each<[string, object, string, string | RegExp]>([
    ['no email', { email: undefined }, 'email', 'email is required'],
    ['an email that is null', { email: null }, 'email', 'email must be a string'],
    ['no email at all', { email: 'kari' }, 'email', /^email must be/],
    ['a name that is too long', { name: 'x'.repeat(256) }, 'name', 'name must have at most 255 characters'],
    ['a number for a name', { name: 7 }, 'name', /^name must be a string/],
    ['a country that is none', { country: 'Norway' }, 'country', /^country must be/],
    ['no time', { external_updated_at: 'yesterday' }, 'external_updated_at', /^external_updated_at must be/],
    [
      'a time that UTC cannot tell',
      { external_updated_at: '9999-12-31T23:59:59-01:00' },
      'external_updated_at',
      /^external_updated_at must lie between/,
    ],
    ['metadata that is a list', { metadata: [1] }, 'metadata', /^metadata must be/],
    ['a blank id', { external_id: ' ' }, 'external_id', /^external_id must be 1 to 255/],
    ['an empty id', { external_id: '' }, 'external_id', /^external_id must be 1 to 255/],
    ['an id that URL clients fold', { external_id: '..' }, 'external_id', /^external_id must be/],
    ['an id with a control character', { external_id: 'a\u0007' }, 'external_id', /^external_id must be/],
    ['an id that is too long', { external_id: 'x'.repeat(256) }, 'external_id', /^external_id must be/],
    [
      'custom fields that are too large after the merge',
      { custom_fields: { a: 'x'.repeat(65_536) } },
      'custom_fields',
      /^custom_fields would hold/,
    ],
    [
      'custom fields that are too deep',
      { custom_fields: nested(17) },
      'custom_fields',
      /^custom_fields would be nested/,
    ],
  ])('%s', async (_what, wrong, param, message) => {
    const [before, after] = [anItem(), anItem()];
    const { status, body } = await batch([before, anItem(wrong), after]);
    expect(status).toBe(200);
    expect(body.created).toBe(2);
    expect(body.results[1]).toMatchObject({
      outcome: 'failed',
      error: { code: 'invalid_request', message: expect.stringMatching(message), param },
    });
    expect(body.failed).toEqual([
      { external_id: body.results[1].external_id, error: body.results[1].error.message },
    ]);
    expect(body.results[1]).not.toHaveProperty('id');
    expect((await read(after.external_id)).status).toBe(200);
  });

  test('and errors of other items do not affect a duplicate', async () => {
    const item = anItem();
    const { body } = await batch([
      { ...item, email: 'no' },
      item,
      { ...item, name: 7 },
      { ...item, name: 'Ok' },
    ]);
    expect(body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'failed',
      'created',
      'failed',
      'updated',
    ]);
  });
});

describe('an item that cannot be stored unchanged fails alone, with its path', () => {
  test.each([
    ['U+0000 in a value', '"name": "a\\u0000"', 'name', 'contains the character U+0000; remove it'],
    [
      'U+0000 in a key',
      '"metadata": {"a\\u0000": 1}',
      'metadata.a',
      'has a name that contains the character U+0000; remove it',
    ],
    [
      'half of a surrogate pair',
      '"notes": "\\ud800"',
      'notes',
      'contains half of a surrogate pair; send whole characters',
    ],
    [
      'it deep inside an unknown field',
      '"x": [{"y": "\\udc00"}]',
      'x.0.y',
      'contains half of a surrogate pair; send whole characters',
    ],
    [
      'an integer beyond 2^53',
      '"metadata": {"n": [9007199254740993]}',
      'metadata.n.0',
      'is a number beyond ±2^53, which JSON readers round; send it as a string',
    ],
    [
      'a number beyond all numbers',
      '"metadata": {"n": 1e400}',
      'metadata.n',
      'is a number beyond ±2^53, which JSON readers round; send it as a string',
    ],
  ])('if it has %s', async (_title, field, param, reason) => {
    const [before, after] = [anItem(), anItem()];
    const bad = `{"external_id": "bad", "email": "${freshEmail()}", ${field}}`;
    const text = `{"source": "clinic", "customers": [${JSON.stringify(before)}, ${bad}, ${JSON.stringify(after)}]}`;
    const { status, body } = await send(text);
    expect(status).toBe(200);
    expect(body).toMatchObject({ created: 2, failed: [{ external_id: 'bad', error: `${param} ${reason}` }] });
    expect(body.results[1]).toEqual({
      index: 1,
      external_id: 'bad',
      outcome: 'failed',
      error: { code: 'invalid_request', message: `${param} ${reason}`, param },
    });
    expect((await read('bad')).status).toBe(404);
    const atomic = await send(text, '?atomic=true');
    expect([atomic.status, atomic.body.error.code]).toEqual([409, 'batch_rejected']);
  });

  test('and its id is returned in a form that can be read', async () => {
    const { body } = await send(
      `{"source": "clinic", "customers": [{"external_id": "a\\u0000b\\ud800", "email": "a@example.com"}]}`,
    );
    expect(body.results[0]).toMatchObject({ external_id: 'ab\ufffd', error: { param: 'external_id' } });
  });

  test('and a retry with the same Idempotency-Key gets the same response, but another item is a conflict', async () => {
    const key = `batch-${freshNumber()}`;
    const withName = (name: string) =>
      server
        .as()
        .put(PATH)
        .set('Idempotency-Key', key)
        .type('json')
        .send(
          `{"source": "clinic", "customers": [{"external_id": "z", "email": "a@b.co", "name": "${name}\\ud800"}]}`,
        );
    const first = await withName('a');
    expect(first.status).toBe(200);
    const again = await withName('a');
    expect([again.headers['idempotency-replayed'], again.text]).toEqual(['true', first.text]);
    expect((await withName('b')).body.error.code).toBe('idempotency_conflict');
  });

  test('but outside the items, and in an item that is no object, it is a 400 for the whole batch', async () => {
    const item = JSON.stringify(anItem());
    for (const [text, param] of [
      [`{"source": "clinic", "customers": [${item}], "x": "\\ud800"}`, 'x'],
      [`{"source": "clinic\\u0000", "customers": [${item}]}`, 'source'],
      [`{"source": "clinic", "customers": [${item}, "\\u0000"]}`, 'customers.1'],
    ] as const) {
      const { status, body } = await send(text);
      expect([status, body.error.param]).toEqual([400, param]);
    }
  });
});

describe('an invalid batch is rejected before its items are read', () => {
  const good = { external_id: 'good', email: 'good@example.com' };
  test.each<[string, unknown, string]>([
    ['no source', { customers: [good] }, 'source'],
    ['a source that is no text', { source: 7, customers: [good] }, 'source'],
    ['a source with a slash', { source: 'a/b', customers: [good] }, 'source'],
    ['the reserved source', { source: 'Batch', customers: [good] }, 'source'],
    ['no customers', { source: 'clinic' }, 'customers'],
    ['customers that are null', { source: 'clinic', customers: null }, 'customers'],
    ['customers that are no list', { source: 'clinic', customers: { 0: good } }, 'customers'],
    ['an item that is no object', { source: 'clinic', customers: [good, 'x'] }, 'customers.1'],
    ['an item that is null', { source: 'clinic', customers: [null] }, 'customers.0'],
    [
      'an item without an id',
      { source: 'clinic', customers: [good, { email: 'x@example.com' }] },
      'customers.1.external_id',
    ],
    [
      'an item whose id is a number',
      { source: 'clinic', customers: [{ ...good, external_id: 1 }] },
      'customers.0.external_id',
    ],
    ['a list', [good], 'body'],
    ['nothing', '', 'body'],
  ])('%s', async (_what, body, param) => {
    const answer = await send(body as object);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ code: 'invalid_request', param });
    expect((await read('good')).status).toBe(404);
  });

  test.each(['?atomic=yes', '?dry_run=1', '?atomic=', '?limit=1', '?atomic=true&atomic=true'])(
    'a query %s',
    async (query) => {
      expect((await batch([anItem()], query)).status).toBe(400);
    },
  );
});

describe('a field that the contract does not know', () => {
  test('causes a warning in the result of its item, or of the batch', async () => {
    const { body } = await send({
      source: 'clinic',
      colour: 'red',
      customers: [anItem({ nickname: 'K', customFields: {} }), anItem()],
    });
    expect(body.warnings).toEqual(['colour: not a field of this request; it was not stored.']);
    expect(body.results[0].warnings).toEqual([
      'nickname: not a field of this request; it was not stored.',
      'customFields: not a field of this request; it was not stored. The field is called custom_fields.',
    ]);
    expect(body.results[1]).not.toHaveProperty('warnings');
  });

  test('with --unknown-fields reject fails only its item, or outside the items the whole batch', async () => {
    const items = [anItem({ nickname: 'K' }), anItem()];
    const { body } = await send({ source: 'clinic', customers: items }, '', strict);
    expect(body).toMatchObject({ created: 1 });
    expect(body.results[0].error).toMatchObject({
      param: 'nickname',
      message: 'nickname is not a field of this request',
    });
    const refused = await send({ source: 'clinic', colour: 'red', customers: items }, '', strict);
    expect([refused.status, refused.body.error.param]).toEqual([400, 'colour']);
  });
});

function nested(levels: number): object {
  return levels === 1 ? {} : { a: nested(levels - 1) };
}
