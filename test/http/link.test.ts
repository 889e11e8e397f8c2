import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const put = (path: string, body: object) => server.as().put(path).send(body);
const get = async (id: string) => (await server.as().get(`/v2/customers/${id}`)).body.data;
const idIn = (path: string) => path.split('/').at(-1);

describe('a new reference with the email of a customer', () => {
  test('is linked to a customer without a reference of its source, and the data is merged', async () => {
    const email = freshEmail();
    const [first, second] = [freshPath('practicehub'), freshPath('wodify')];
    const created = await put(first, { email, name: 'Kari', metadata: { a: 1 } });
    server.now += 1000;
    const { status, headers, body } = await put(second, {
      email: email.toUpperCase(),
      phone: '22',
      metadata: { b: 2 },
    });
    expect(status).toBe(200);
    expect(headers['upsert-outcome']).toBe('linked');
    expect(headers).not.toHaveProperty('location');
    expect(body.created).toBe(false);
    expect(body.warnings).toEqual([expect.stringMatching(/^email: .*wodify.*linked/)]);
    expect(body.data).toMatchObject({
      id: created.body.data.id,
      merchantRefId: idIn(first),
      email: email.toUpperCase(),
      name: 'Kari',
      phone: '22',
      metadata: { a: 1, b: 2 },
      externalRefs: [
        { source: 'practicehub', externalId: idIn(first) },
        { source: 'wodify', externalId: idIn(second), linkedAt: new Date(server.now).toISOString() },
      ],
      createdAt: created.body.data.createdAt,
      updatedAt: new Date(server.now).toISOString(),
    });
    for (const path of [first, second]) expect((await server.as().get(path)).body.data.id).toBe(body.data.id);
  });

  test('is refused if the customer has 100 references, which still update it', async () => {
    const email = freshEmail();
    const paths = Array.from({ length: 101 }, (_, index) => freshPath(`source-${index}`));
    for (const path of paths.slice(0, 100)) expect((await put(path, { email })).status).toBeLessThan(300);
    const [first = '', beyond = ''] = [paths[0], paths[100]];
    const { status, body } = await put(beyond, { email });
    expect(status).toBe(409);
    expect(body.error).toMatchObject({
      code: 'conflict',
      param: 'email',
      message: expect.stringContaining('has 100 references, and a customer can have no more'),
      details: { source: 'source-0', external_id: idIn(first) },
    });
    expect((await server.as().get(beyond)).status).toBe(404);
    const updated = await put(first, { email, name: 'Kari' });
    expect(updated.headers['upsert-outcome']).toBe('updated');
    expect(updated.body.data.externalRefs).toHaveLength(100);
    const item = { external_id: idIn(beyond), email };
    const batch = await server
      .as()
      .put('/v2/customers/external/batch')
      .send({ source: 'source-100', customers: [item] });
    expect(JSON.stringify(batch.body)).toContain('has 100 references');
  });

  test('is linked to a customer without references, and becomes its first', async () => {
    const email = freshEmail();
    const created = await server.as().post('/v2/customers').send({ email });
    expect(created.body.data).not.toHaveProperty('merchantRefId');
    const path = freshPath();
    const { body } = await put(path, { email });
    expect(body.data).toMatchObject({ id: created.body.data.id, merchantRefId: idIn(path) });
  });

  test('remains linked when the email changes later', async () => {
    const email = freshEmail();
    const [first, second] = [freshPath('practicehub'), freshPath('wodify')];
    await put(first, { email });
    const { body } = await put(second, { email });
    const changed = await put(second, { email: freshEmail() });
    expect(changed.headers['upsert-outcome']).toBe('updated');
    expect(changed.body.data.id).toBe(body.data.id);
  });

  test('is rejected if the customer has another reference of its source, which the error names; nothing is written', async () => {
    const email = freshEmail();
    const [first, second] = [freshPath(), freshPath()];
    await put(freshPath('wodify'), { email });
    const { body } = await put(first, { email, name: 'Kari' });
    const before = await get(body.data.id);
    server.now += 1000;
    const refused = await put(second, { email: email.toUpperCase(), name: 'Another person' });
    expect(refused.status).toBe(409);
    expect(refused.headers).not.toHaveProperty('upsert-outcome');
    expect(refused.body.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'conflict',
      param: 'email',
      details: { customer_id: body.data.id, source: 'practicehub', external_id: idIn(first) },
    });
    expect((await server.as().get(second)).status).toBe(404);
    expect(await get(body.data.id)).toEqual(before);
  });
});

describe("another customer's email", () => {
  test('is rejected for an existing reference; the error names the other reference of the same source', async () => {
    const email = freshEmail();
    const [mine, theirs] = [freshPath(), freshPath()];
    const owner = await put(freshPath('wodify'), { email });
    await put(theirs, { email });
    const before = await put(mine, { email: freshEmail(), name: 'Ola' });
    const { status, body } = await put(mine, { email, name: 'Changed' });
    expect(status).toBe(409);
    expect(body.error.details).toEqual({
      customer_id: owner.body.data.id,
      source: 'practicehub',
      external_id: idIn(theirs),
    });
    expect(await get(before.body.data.id)).toMatchObject({ name: 'Ola', email: before.body.data.email });
  });

  test('is rejected for a new customer and for an update by id; the error names the first reference', async () => {
    const email = freshEmail();
    const path = freshPath('wodify');
    const owner = await put(path, { email });
    await put(freshPath('practicehub'), { email });
    const named = { customer_id: owner.body.data.id, source: 'wodify', external_id: idIn(path) };
    const created = await server.as().post('/v2/customers').send({ email: email.toUpperCase() });
    expect([created.status, created.body.error.details]).toEqual([409, named]);
    const other = await server.as().post('/v2/customers').send({ email: freshEmail() });
    const changed = await server.as().patch(`/v2/customers/${other.body.data.id}`).send({ email });
    expect([changed.status, changed.body.error.details]).toEqual([409, named]);
  });

  test('of a customer without references causes an error with its id alone', async () => {
    const email = freshEmail();
    const owner = await server.as().post('/v2/customers').send({ email });
    const { body } = await server.as().post('/v2/customers').send({ email });
    expect(body.error.details).toEqual({ customer_id: owner.body.data.id });
  });

  test('is free after its customer has changed it', async () => {
    const email = freshEmail();
    const owner = await server.as().post('/v2/customers').send({ email });
    await server.as().patch(`/v2/customers/${owner.body.data.id}`).send({ email: freshEmail() });
    expect((await put(freshPath(), { email })).headers['upsert-outcome']).toBe('created');
  });
});

describe('the case of an email', () => {
  test('is stored as sent and ignored in comparisons', async () => {
    const email = `Kari.${freshEmail()}`;
    const path = freshPath();
    expect((await put(path, { email })).body.data.email).toBe(email);
    const recased = await put(path, { email: email.toLowerCase() });
    expect(recased.headers['upsert-outcome']).toBe('updated');
    expect(recased.body.data.email).toBe(email.toLowerCase());
    expect((await put(path, { email: email.toLowerCase() })).headers['upsert-outcome']).toBe('unchanged');
    expect((await put(freshPath(), { email: email.toUpperCase() })).status).toBe(409);
  });

  test('does not fold letters that only look alike', async () => {
    const number = freshEmail();
    for (const sign of ['\u212A', '\u0130', '\u017F']) {
      expect((await put(freshPath(), { email: `${sign}${number}` })).status).toBe(400);
    }
  });
});
