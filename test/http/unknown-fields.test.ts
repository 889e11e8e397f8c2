import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
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

const put = (body: object, at = server) =>
  at
    .as()
    .put(freshPath())
    .send({ email: freshEmail(), ...body });

describe('a field that is not in the contract', () => {
  test('is not stored, causes no error, and is named in a warning', async () => {
    const { status, body } = await put({ name: 'Kari', nickname: 'K', colour: null });
    expect(status).toBe(201);
    expect(body.warnings).toEqual([
      'nickname: not a field of this request; it was not stored.',
      'colour: not a field of this request; it was not stored.',
    ]);
    expect(body.data).not.toHaveProperty('nickname');
  });

  test('causes a warning with the correct spelling', async () => {
    const { body } = await put({
      addressLine1: 'Storgata',
      companyName: 'AS',
      externalUpdatedAt: '2026-11-20T09:30:00Z',
    });
    expect(body.warnings).toEqual([
      expect.stringMatching(/^addressLine1: .* The field is called address_line1\.$/),
      expect.stringMatching(/^companyName: .* The field is called company_name\.$/),
      expect.stringMatching(/^externalUpdatedAt: .* The field is called external_updated_at\.$/),
    ]);
    expect(Object.keys(body.data)).not.toContain('addressLine1');

    const created = await server
      .as()
      .post('/v2/customers')
      .send({ email: freshEmail(), address_line1: 'Storgata' });
    expect(created.body.warnings).toEqual([
      expect.stringMatching(/^address_line1: .* called addressLine1\.$/),
    ]);
    const patched = await server.as().patch(`/v2/customers/${created.body.data.id}`).send({ tax_id: '1' });
    expect(patched.body.warnings).toEqual([expect.stringMatching(/^tax_id: .* called taxId\.$/)]);
    expect(patched.body.data.updatedAt).toBe(created.body.data.updatedAt);
  });

  test('cannot set a value that comes from the path or the server', async () => {
    const { body } = await put({
      id: '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10',
      external_id: 'other',
      external_source: 'other',
      authUserId: '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10',
      auth_user_id: '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10',
      merchantId: '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10',
      createdAt: '2000-01-01T00:00:00Z',
      version: 9,
    });
    expect(body.warnings).toHaveLength(8);
    expect(body.data.merchantId).toBe(server.tenant.merchantId);
    expect(body.data.externalRefs[0].externalId).not.toBe('other');
    expect(body.data).not.toHaveProperty('authUserId');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a/b', 'a.b', '', ' ', 'ø'])(
    'may have any name, such as "%s"',
    async (name) => {
      const text = `{"email": "${freshEmail()}", ${JSON.stringify(name)}: {"polluted": true}}`;
      const { status, body } = await server.as().put(freshPath()).type('json').send(text);
      expect(status).toBe(201);
      expect(body.warnings).toEqual([`${name}: not a field of this request; it was not stored.`]);
      expect('polluted' in {}).toBe(false);
    },
  );

  test('is named up to twenty times; the rest is counted', async () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`x${index}`, index]));
    const { body } = await put(many);
    expect(body.warnings).toHaveLength(21);
    expect(body.warnings[20]).toBe('980 more fields are not fields of this request; they were not stored.');
  });
});

describe('with --unknown-fields reject it', () => {
  test('returns 400 that names each field, and nothing is stored', async () => {
    const path = freshPath();
    const sent = { email: freshEmail(), nickname: 'K', addressLine1: 'Storgata' };
    const { status, body } = await strict.as().put(path).send(sent);
    expect(status).toBe(400);
    expect(body.error.details).toEqual({
      reason: 'validation_error',
      fields: {
        nickname: ['is not a field of this request'],
        addressLine1: ['is not a field of this request'],
      },
    });
    expect((await strict.as().get(path)).status).toBe(404);
  });

  test.each(['__proto__', 'constructor', 'toString', 'a.b', 'a~b', ''])(
    'is named, with any name: "%s"',
    async (name) => {
      const text = `{"email": "${freshEmail()}", ${JSON.stringify(name)}: 1}`;
      const { status, body } = await strict.as().put(freshPath()).type('json').send(text);
      expect(status).toBe(400);
      expect(Object.keys(body.error.details.fields)).toEqual([name]);
    },
  );

  test('is rejected by POST and PATCH too, and accepted inside metadata', async () => {
    expect((await strict.as().post('/v2/customers').send({ email: freshEmail(), x: 1 })).status).toBe(400);
    const { status, body } = await put({ metadata: { anything: 1 }, custom_fields: { at: 'all' } }, strict);
    expect(status).toBe(201);
    expect((await strict.as().patch(`/v2/customers/${body.data.id}`).send({ x: 1 })).status).toBe(400);
  });
});
