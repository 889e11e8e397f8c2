import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { sendRaw } from '../support/send-raw.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';

/** A customer in its third version, and its paths. */
async function known() {
  const [path, email] = [freshPath(), freshEmail()];
  await server.as().put(path).send({ email });
  await server.as().put(path).send({ email, name: 'Second' });
  const { body, headers } = await server.as().put(path).send({ email, name: 'Third' });
  expect(headers.etag).toBe('"3"');
  const byId = `/v2/customers/${body.data.id}`;
  return { path, byId, email };
}

type Known = Awaited<ReturnType<typeof known>>;
const upsert = ({ path, email }: Known, more: object = {}) =>
  server
    .as()
    .put(path)
    .send({ email, name: 'Next', ...more });
const update = ({ byId }: Known) => server.as().patch(byId).send({ name: 'Next' });

describe('the ETag', () => {
  test('identifies the version of the customer in each response, by id and by reference', async () => {
    const customer = await known();
    const responses = [
      await server.as().get(customer.path),
      await server.as().get(customer.byId),
      await server.as().head(customer.byId),
      await server.as().put(customer.path).send({ email: customer.email }),
      await server.as().patch(customer.byId).send({}),
    ];
    expect(responses.map(({ headers }) => headers.etag)).toEqual(responses.map(() => '"3"'));
    const created = await server.as().post('/v2/customers').send({ email: freshEmail() });
    expect(created.headers.etag).toBe('"1"');
  });

  test('changes with each stored change: of a field, a link or only a newer timestamp', async () => {
    const customer = await known();
    const { path, email } = customer;
    const tags = [(await update(customer)).headers.etag];
    tags.push((await server.as().put(freshPath('gym')).send({ email })).headers.etag);
    for (const external_updated_at of ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00.000001Z']) {
      const { headers } = await server.as().put(path).send({ email, external_updated_at });
      expect(headers['upsert-outcome']).toBe('unchanged');
      tags.push(headers.etag);
    }
    expect(tags).toEqual(['"4"', '"5"', '"6"', '"7"']);
    expect((await server.as().get(path)).headers.etag).toBe('"7"');
  });

  test('stays the same if nothing is stored, and is absent from a stale response', async () => {
    const customer = await known();
    await upsert(customer, { external_updated_at: '2026-11-20T10:00:00Z' });
    const same = await upsert(customer, { external_updated_at: '2026-11-20T10:00:00Z' });
    expect(same.headers.etag).toBe('"4"');
    const stale = await upsert(customer, { external_updated_at: '2026-11-20T09:00:00Z' });
    expect(stale.headers).not.toHaveProperty('etag');
    expect((await server.as().get(customer.path)).headers.etag).toBe('"4"');
  });
});

describe.each([
  ['an upsert', upsert],
  ['an update', update],
])('If-Match on %s', (_what, write) => {
  test.each(['"3"', '*', '"1", "3"', '"2","3" , W/"4"'])('%s permits the write', async (tags) => {
    const customer = await known();
    const { status, headers, body } = await write(customer).set('If-Match', tags);
    expect([status, headers.etag, body.data.name]).toEqual([200, '"4"', 'Next']);
  });

  test.each(['"2"', '"4"', 'W/"3"', '"1", "2"', '"*"', '""', '"03"'])(
    '%s returns 412 with the current version, and nothing is written',
    async (tags) => {
      const customer = await known();
      const { status, headers, body } = await write(customer).set('If-Match', tags);
      expect(status).toBe(412);
      expect(body.error).toMatchObject({
        type: 'invalid_request_error',
        code: 'precondition_failed',
        param: 'If-Match',
        details: { etag: '"3"' },
      });
      expect(headers).not.toHaveProperty('etag');
      const now = await server.as().get(customer.path);
      expect([now.headers.etag, now.body.data.name]).toEqual(['"3"', 'Third']);
      const { etag } = body.error.details;
      expect((await write(customer).set('If-Match', etag)).status).toBe(200);
    },
  );

  test.each(['3', "'3'", '"3', '"3" "4"', '**', '*, "3"', '"a\u00e9"', ' '])(
    '%j returns 400',
    async (tags) => {
      const { status, body } = await write(await known()).set('If-Match', tags);
      expect([status, body.error.param]).toEqual([400, 'If-Match']);
    },
  );
});

describe('If-Match without a customer', () => {
  test.each(['*', '"1"'])('%s returns 412 without a version on an upsert', async (tags) => {
    const path = freshPath();
    const { status, body } = await server.as().put(path).set('If-Match', tags).send({ email: freshEmail() });
    expect([status, body.error.code]).toEqual([412, 'precondition_failed']);
    expect(body.error).not.toHaveProperty('details');
    expect((await server.as().get(path)).status).toBe(404);
  });

  test('returns 412 on an upsert even if the email would link', async () => {
    const { email } = await known();
    const { status } = await server.as().put(freshPath('gym')).set('If-Match', '*').send({ email });
    expect(status).toBe(412);
  });

  test('returns 412 rather than 404 on an update', async () => {
    const patch = () => server.as().patch(`/v2/customers/${ID}`).send({ name: 'x' });
    expect((await patch().set('If-Match', '*')).status).toBe(412);
    expect((await patch()).status).toBe(404);
  });
});

describe('If-None-Match: *', () => {
  test('permits an upsert that creates, and returns 412 if the customer exists', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    const create = () => server.as().put(path).set('If-None-Match', '*').send({ email, name: 'New' });
    expect((await create()).status).toBe(201);
    const { status, body } = await create();
    expect(status).toBe(412);
    expect(body.error).toMatchObject({ param: 'If-None-Match', details: { etag: '"1"' } });
  });

  test('permits an upsert that links, because the reference is new', async () => {
    const { email } = await known();
    const linked = await server.as().put(freshPath('gym')).set('If-None-Match', '*').send({ email });
    expect([linked.status, linked.headers['upsert-outcome']]).toEqual([200, 'linked']);
  });

  test('permits only one of many simultaneous upserts', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => server.as().put(path).set('If-None-Match', '*').send({ email })),
    );
    expect(responses.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(412)]);
  });

  test('never permits an update: 412 if the customer exists, else 404', async () => {
    const customer = await known();
    expect((await update(customer).set('If-None-Match', '*')).status).toBe(412);
    const nobody = server.as().patch(`/v2/customers/${ID}`).send({ name: 'x' });
    expect((await nobody.set('If-None-Match', '*')).status).toBe(404);
  });

  test.each(['"3"', '"3", *', 'W/"3"', 'x'])(
    'is the only value that a write accepts; %s returns 400',
    async (tags) => {
      const customer = await known();
      for (const write of [upsert, update]) {
        const { status, body } = await write(customer).set('If-None-Match', tags);
        expect([status, body.error.param]).toEqual([400, 'If-None-Match']);
        expect(body.error.message).toBe('If-None-Match must be * on a write');
      }
    },
  );
});

describe('a read', () => {
  const get = (path: string, headers: Record<string, string>) => server.as().get(path).set(headers);

  test.each(['"3"', 'W/"3"', '"1", "3"', '*'])('with If-None-Match: %s returns 304', async (tags) => {
    const { path, byId } = await known();
    for (const [method, target] of [
      ['GET', path],
      ['GET', byId],
      ['HEAD', byId],
    ] as const) {
      const answer = await sendRaw(server.url, [
        `${method} ${target} HTTP/1.1`,
        `x-api-key: ${server.key}`,
        `If-None-Match: ${tags}`,
        'X-Request-Id: known',
      ]);
      expect([answer.status, answer.text]).toEqual([304, '']);
      const { date, connection, ...others } = answer.headers;
      expect(date).toBeDefined();
      expect(others).toEqual({
        etag: '"3"',
        'cache-control': 'private, no-cache',
        'x-request-id': 'known',
        'revkeen-version': '2026-05-01',
      });
    }
  });

  test.each(['"2"', '"4"', '"33"', '""'])('with If-None-Match: %s returns the customer', async (tags) => {
    const { path } = await known();
    const { status, headers, body } = await get(path, { 'If-None-Match': tags });
    expect([status, headers.etag, body.data.name]).toEqual([200, '"3"', 'Third']);
  });

  test('with a matching If-Match returns the customer, else 412 with the current version', async () => {
    const { path, byId } = await known();
    for (const target of [path, byId]) {
      expect((await get(target, { 'If-Match': '"3"' })).status).toBe(200);
      const { status, body } = await get(target, { 'If-Match': '"2"' });
      expect([status, body.error.details]).toEqual([412, { etag: '"3"' }]);
    }
  });

  test('evaluates If-Match before If-None-Match', async () => {
    const { path } = await known();
    expect((await get(path, { 'If-Match': '"2"', 'If-None-Match': '"3"' })).status).toBe(412);
    expect((await get(path, { 'If-Match': '"3"', 'If-None-Match': '"3"' })).status).toBe(304);
  });

  test('of an unknown customer returns 404 with any condition', async () => {
    for (const headers of [{ 'If-None-Match': '*' }, { 'If-None-Match': '"1"' }, { 'If-Match': '*' }])
      expect((await get(freshPath(), headers as never)).status).toBe(404);
  });

  test('with a malformed entity tag returns 400', async () => {
    const { path } = await known();
    for (const name of ['If-Match', 'If-None-Match'])
      expect((await get(path, { [name]: '3' })).body.error.param).toBe(name);
  });
});

describe('a condition is evaluated', () => {
  test('after the body: an invalid body returns 400 even if the condition fails', async () => {
    const customer = await known();
    const { status } = await upsert(customer, { email: 7 }).set('If-Match', '"1"');
    expect(status).toBe(400);
  });

  test('before the stale rule', async () => {
    const customer = await known();
    await upsert(customer, { external_updated_at: '2026-11-20T10:00:00Z' });
    const stale = { external_updated_at: '2026-11-20T09:00:00Z' };
    expect((await upsert(customer, stale).set('If-Match', '"1"')).status).toBe(412);
    expect((await upsert(customer, stale).set('If-None-Match', '*')).status).toBe(412);
    expect((await upsert(customer, stale).set('If-Match', '"4"')).body.ignored).toBe(true);
  });

  test('before the email of another customer is checked', async () => {
    const [customer, other] = [await known(), await known()];
    const taken = { email: other.email };
    expect((await upsert(customer, taken).set('If-Match', '"1"')).status).toBe(412);
    expect((await upsert(customer, taken).set('If-Match', '"3"')).status).toBe(409);
  });
});

describe('a condition on an operation without conditions returns 400, because the client relies on it', () => {
  const batch = '/v2/customers/external/batch';
  test.each([
    ['POST', '/v2/customers', { email: 'somebody@example.com' }],
    ['PUT', batch, { source: 'clinic', customers: [] }],
    ['GET', '/v2/customers', undefined],
    ['GET', `/v2/customers/${ID}/orders`, undefined],
    ['GET', '/v2/events', undefined],
    ['GET', `/v2/events/${ID}`, undefined],
  ] as const)('%s %s', async (method, path, body) => {
    for (const name of ['If-Match', 'If-None-Match']) {
      const request = server.as()[method.toLowerCase() as 'get'](path).set(name, '*');
      const answer = await (body ? request.send(body) : request);
      expect(answer.status).toBe(400);
      expect(answer.body.error).toMatchObject({
        param: name,
        message: `${name} is not possible on this operation; leave it out`,
      });
    }
  });
});

test('the lost-update loop stores every change', async () => {
  const { path, email } = await known();
  const addOne = async (index: number): Promise<void> => {
    for (;;) {
      const read = await server.as().get(path);
      const list = [...(read.body.data.metadata?.list ?? []), index];
      const written = await server
        .as()
        .put(path)
        .set('If-Match', read.headers.etag as string)
        .send({ email, metadata: { list } });
      if (written.status === 200) return;
      expect(written.status).toBe(412);
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, index) => addOne(index)));
  const { body } = await server.as().get(path);
  expect(body.data.metadata.list.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
