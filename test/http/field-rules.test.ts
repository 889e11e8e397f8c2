import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const put = (body: object, path = freshPath()) =>
  server
    .as()
    .put(path)
    .send({ email: freshEmail(), ...body });

async function reasons(body: object) {
  const path = freshPath();
  const answer = await put(body, path);
  expect(answer.status).toBe(400);
  expect(answer.body.error.details.reason).toBe('validation_error');
  expect((await server.as().get(path)).status).toBe(404);
  return answer.body.error.details.fields as Record<string, string[]>;
}

describe('a country', () => {
  test.each([
    ['NO', 'NO'],
    ['no', 'NO'],
    ['gB', 'GB'],
  ])('%s is stored as %s', async (sent, stored) => {
    expect((await put({ country: sent })).body.data.country).toBe(stored);
  });

  test.each(['', 'N', 'NOR', 'Norway', 'ZZ', 'UK', 'EL', ' NO', 'N0', 'ſe'])('is not %j', async (country) => {
    expect(await reasons({ country })).toEqual({
      country: ['must be a two-letter ISO 3166-1 country code, such as NO'],
    });
  });

  test('of a tax number may be any text', async () => {
    expect((await put({ tax_id: '1', tax_id_country: 'el' })).body.data.taxIdCountry).toBe('el');
  });
});

describe('an email', () => {
  test.each([
    'a@b.co',
    "o'brien+tag@sub.example.museum",
    'a!#$%&*/=?^_`{|}~-@example.com',
    'x@localhost.localdomain',
  ])('may be %s', async (email) => {
    expect((await put({ email })).body.data.email).toBe(email);
  });

  test.each([
    ['', 'it is empty'],
    [' ', 'it has no @'],
    ['kari', 'it has no @'],
    ['kari@', 'it has nothing after the @'],
    ['@example.com', 'it has nothing before the @'],
    ['a@b@c.no', 'it has more than one @'],
    ['a@example.com,b@example.com', 'it has more than one @'],
    ['a b@example.com', 'it contains a space'],
    [' a@example.com', 'it contains a space'],
    ['a@example.com ', 'it contains a space'],
    ['Kari <a@example.com>', 'it contains a space'],
    ['<a@example.com>', 'it contains "<"'],
    ['a@example.com>', 'it contains ">" after the @'],
    ['a@exam_ple.com', 'it contains "_" after the @'],
    ['å@example.com', 'it contains "å", which is not an ASCII character'],
    ['a@exämple.com', 'it contains "ä", which is not an ASCII character'],
    ['😀@example.com', 'it contains "😀", which is not an ASCII character'],
    ['a\u200b@example.com', 'it contains U+200B, which is not an ASCII character'],
    ['a\tb@example.com', 'it contains U+0009'],
    ['"Kari Li"@example.com', 'the part before the @ is quoted, which this API does not support'],
    ['a@[127.0.0.1]', 'an IP address follows the @; this API supports only domain names'],
    ['a@[IPv6:::1]', 'an IP address follows the @; this API supports only domain names'],
    ['.a@example.com', 'the part before the @ has a dot at its start, at its end or after another dot'],
    ['a.@example.com', 'the part before the @ has a dot at its start, at its end or after another dot'],
    ['a..b@example.com', 'the part before the @ has a dot at its start, at its end or after another dot'],
    ['a@example', 'its domain has no dot'],
    ['a@.com', 'its domain has a dot at its start, at its end or after another dot'],
    ['a@example.com.', 'its domain has a dot at its start, at its end or after another dot'],
    ['a@-example.com', 'a part of its domain begins or ends with a hyphen'],
    ['a@example-.com', 'a part of its domain begins or ends with a hyphen'],
  ])('may not be "%s", and the error names the character or the rule: %s', async (email, reason) => {
    expect(await reasons({ email })).toEqual({
      email: [`must be an email address, such as jane@example.com; ${reason}`],
    });
  });

  test('may have at most 254 characters', async () => {
    const ofLength = (length: number) => `${'a'.repeat(length - '@example.com'.length)}@example.com`;
    expect((await put({ email: ofLength(254) })).status).toBe(201);
    expect(await reasons({ email: ofLength(255) })).toEqual({ email: ['must have at most 254 characters'] });
  });
});

describe('a text', () => {
  test.each([
    ['name', 255],
    ['phone', 64],
    ['company_name', 255],
    ['address_line1', 255],
    ['city', 255],
    ['postal_code', 32],
    ['tax_id', 64],
    ['notes', 10_000],
  ])('of %s has at most %i characters, whatever their size', async (field, most) => {
    expect((await put({ [field]: '😀'.repeat(most) })).status).toBe(201);
    expect(await reasons({ [field]: 'x'.repeat(most + 1) })).toEqual({
      [field]: [`must have at most ${most} characters`],
    });
  });

  test.each([1, true, [], {}, [null]])('is not %j', async (value) => {
    const sent = { name: value, phone: value, notes: value };
    const mustBeText = ['must be a string or null'];
    expect(await reasons(sent)).toEqual({ name: mustBeText, phone: mustBeText, notes: mustBeText });
  });

  test('may contain line breaks, control characters and marks of any script, and is returned unchanged', async () => {
    const notes = 'a\r\n\tb\u0001\u001e\u2028\ufeff\u202e e\u0301 עברית 👩‍👩‍👧';
    const path = freshPath();
    expect((await put({ notes }, path)).body.data.notes).toBe(notes);
    expect((await server.as().get(path)).body.data.notes).toBe(notes);
  });
});

describe('metadata and custom fields', () => {
  const nested = (levels: number): object => (levels === 1 ? {} : { a: nested(levels - 1) });

  test.each([1, 'x', true, [{}], [[]]])('are not %j', async (value) => {
    const mustBe = ['must be an object or null'];
    expect(await reasons({ metadata: value, custom_fields: value })).toEqual({
      metadata: mustBe,
      custom_fields: mustBe,
    });
  });

  test('are an empty object if they are an empty list, as PHP encodes an empty array', async () => {
    const path = freshPath();
    const email = freshEmail();
    expect((await put({ email, metadata: { a: 1 }, custom_fields: [] }, path)).status).toBe(201);
    const same = await put({ email, metadata: [], custom_fields: [] }, path);
    expect(same.headers['upsert-outcome']).toBe('unchanged');
    expect(same.body.data.metadata).toEqual({ a: 1 });
    expect(same.body.data.customFields).toBeUndefined();
    const created = await server
      .as()
      .post('/v2/customers')
      .send({ email: freshEmail(), metadata: [], customFields: [] });
    expect(created.status).toBe(201);
    const changed = await server
      .as()
      .patch(`/v2/customers/${created.body.data.id}`)
      .send({ metadata: [], customFields: [] });
    expect(changed.status).toBe(200);
    const batch = await server
      .as()
      .put('/v2/customers/external/batch')
      .send({
        source: 'php',
        customers: [{ external_id: '1', email: freshEmail(), metadata: [], custom_fields: [] }],
      });
    expect(batch.body).toMatchObject({ created: 1, failed: [] });
  });

  test('may have at most 16 levels', async () => {
    expect((await put({ metadata: nested(16), custom_fields: nested(16) })).status).toBe(201);
    expect(await reasons({ metadata: nested(17) })).toEqual({
      metadata: [expect.stringContaining('16 levels')],
    });
  });

  test('may have at most 64 KiB each, counted after the merge', async () => {
    const path = freshPath();
    const email = freshEmail();
    const piece = (name: string, bytes: number) => ({ [name]: 'x'.repeat(bytes) });
    const send = (metadata: object) => server.as().put(path).send({ email, metadata });
    expect((await send(piece('a', 40_000))).status).toBe(201);
    const { status, body } = await send(piece('b', 40_000));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ param: 'metadata', message: expect.stringContaining('65536') });
    expect((await server.as().get(path)).body.data.metadata).toEqual(piece('a', 40_000));
    expect((await send({ ...piece('b', 40_000), a: null })).body.data.metadata).toEqual(piece('b', 40_000));
    expect(
      (
        await server
          .as()
          .put(path)
          .send({ email, custom_fields: piece('a', 60_000) })
      ).status,
    ).toBe(200);
  });

  test('are named in an error as in the request', async () => {
    const tooDeep = nested(17);
    expect(Object.keys(await reasons({ custom_fields: tooDeep }))).toEqual(['custom_fields']);
    const refused = await server
      .as()
      .post('/v2/customers')
      .send({ email: freshEmail(), customFields: tooDeep });
    expect(refused.body.error).toMatchObject({
      param: 'customFields',
      message: expect.stringMatching(/^customFields /),
    });
    const { body } = await put({ custom_fields: tooDeep });
    expect(body.error).toMatchObject({
      param: 'custom_fields',
      message: expect.stringMatching(/^custom_fields /),
    });
  });

  test('may have any key', async () => {
    const text =
      '{"__proto__": {"a": 1}, "constructor": 1, "toString": "x", "": 0, "a.b": 1, "ø": 1, "0": 1}';
    const path = freshPath();
    const sent = `{"email": "${freshEmail()}", "metadata": ${text}, "custom_fields": ${text}}`;
    const written = await server.as().put(path).type('json').send(sent);
    expect(written.status).toBe(201);
    const read = await server.as().get(path);
    for (const { text: answered } of [written, read]) {
      const { data } = JSON.parse(answered);
      expect(JSON.stringify(data.metadata)).toBe(JSON.stringify(JSON.parse(text)));
      expect(JSON.stringify(data.customFields)).toBe(JSON.stringify(JSON.parse(text)));
    }
    const removed = await server.as().put(path).type('json').send(sent.replaceAll('{"a": 1}', 'null'));
    expect(Object.keys(JSON.parse(removed.text).data.metadata)).not.toContain('__proto__');
    expect('a' in {}).toBe(false);
  });
});

test('one response lists all errors of a body', async () => {
  const fields = await reasons({
    email: 'kari',
    name: 7,
    country: 'ZZ',
    metadata: [1],
    external_updated_at: 'now',
  });
  expect(Object.keys(fields).sort()).toEqual(['country', 'email', 'external_updated_at', 'metadata', 'name']);
});
