import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const EMAIL = '"email": "$EMAIL"';

/** Upserts these bytes, with a new email in place of `$EMAIL`. Returns the response and whether it was stored. */
async function put(body: string | Uint8Array) {
  const path = freshPath();
  const bytes = typeof body === 'string' ? body.replace('$EMAIL', freshEmail()) : body;
  const answer = await fetch(server.url + path, {
    method: 'PUT',
    headers: { 'x-api-key': server.key, 'Content-Type': 'application/json' },
    body: bytes as never,
  });
  const isStored = (await server.as().get(path)).status === 200;
  return { status: answer.status, body: await answer.json(), isStored };
}

/** Nested objects with the given number of levels. */
const nested = (levels: number): string => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;

describe('a body', () => {
  test.each([
    '',
    ' ',
    '{',
    '{}}',
    `{${EMAIL}`,
    `{${EMAIL},}`,
    `{'email': 'a@example.com'}`,
    `{email: "a@example.com"}`,
    `{${EMAIL}} // why`,
    `{${EMAIL}, "name": NaN}`,
    `{${EMAIL}, "name": undefined}`,
    `{${EMAIL}, "n": 01}`,
    `{${EMAIL}, "name": "a\nb"}`,
    `{${EMAIL}, "name": "\\x41"}`,
    'email=a@example.com',
    '<email>a@example.com</email>',
    '\u0000',
  ])('that is not JSON is malformed, and not stored: %j', async (text) => {
    const { status, body, isStored } = await put(text);
    expect(status).toBe(400);
    if (text !== '') expect(body.error.details.reason).toBe('malformed_json');
    expect(isStored).toBe(false);
  });

  test.each(['null', 'true', '0', '"text"', '[]', '[{}]'])(
    'that is not an object returns 400: %s',
    async (text) => {
      const { status, body } = await put(text);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ param: 'body', message: 'body must be an object' });
    },
  );

  test.each([
    ['is no UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d)],
    ['is UTF-16', Buffer.from('\ufeff{"email":"a@example.com"}', 'utf16le')],
    ['is Latin-1', Buffer.from('{"email":"a@example.com","name":"Åse"}', 'latin1')],
    ['has a surrogate encoded by itself', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['has an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
  ])('that %s is malformed', async (_title, bytes) => {
    const { status, body } = await put(bytes);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      details: { reason: 'malformed_json' },
      message: expect.stringContaining('UTF-8'),
    });
  });

  test('may begin with a byte order mark and white space', async () => {
    expect((await put(`\ufeff \r\n\t{${EMAIL}} \n`)).status).toBe(201);
  });

  test('uses the last value of a key that occurs twice', async () => {
    const { body } = await put(`{"email": "first@example.com", "name": 1, "name": "Last", ${EMAIL}}`);
    expect(body.data.name).toBe('Last');
    expect(body.data.email).not.toBe('first@example.com');
  });

  test('may be 32 levels deep', async () => {
    expect((await put(`{${EMAIL}, "unknown": ${nested(31)}}`)).status).toBe(201);
    expect((await put(`{${EMAIL}, "unknown": "${'['.repeat(100)}"}`)).status).toBe(201);
    expect((await put(`{${EMAIL}, "unknown": "\\"${'{'.repeat(100)}"}`)).status).toBe(201);
  });

  test.each([
    ['33 levels deep', `{${EMAIL}, "unknown": ${nested(32)}}`],
    ['100 000 arrays deep', '['.repeat(100_000)],
    ['100 000 objects deep', '{"a":'.repeat(100_000)],
    ['33 levels deep before something shallow', `{"a": ${nested(32)}, "b": {}}`],
    ['deep behind a string that looks closed', `{"a": "\\\\", "b": ${nested(32)}}`],
  ])('may not be %s', async (_title, text) => {
    const { status, body, isStored } = await put(text);
    expect(status).toBe(400);
    expect(body.error.details).toEqual({ reason: 'body_too_deep' });
    expect(isStored).toBe(false);
  });
});

describe('a body of many values', () => {
  const upsert = (values: string) => put(`{${EMAIL}, "unknown": ${values}}`);

  test.each([
    ['100 000 values', `[${'0,'.repeat(99_996)}0]`],
    ['as many, some of them lists and objects', `[${'[0],{"a":0},'.repeat(24_999)}0]`],
    ['commas and brackets in a text', `"${'[{,'.repeat(100_000)}"`],
  ])('may have %s', async (_title, values) => {
    expect((await upsert(values)).status).toBe(201);
  });

  test.each([
    ['100 001 values', `[${'0,'.repeat(99_997)}0]`],
    ['as many, some of them lists and objects', `[${'[0],{"a":0},'.repeat(25_000)}]`],
    ['half a million lists', `[${'[],'.repeat(333_000)}[]]`],
  ])('may not have %s, which would take much more memory than their text', async (_title, values) => {
    const { status, body, isStored } = await upsert(values);
    expect(status).toBe(413);
    expect(body.error).toMatchObject({
      code: 'payload_too_large',
      message: 'The body has more than 100000 values. Send less.',
    });
    expect(isStored).toBe(false);
  });
});

describe('a number', () => {
  test.each([
    '9007199254740991',
    '-9007199254740991',
    '0',
    '-0',
    '1.5',
    '0.1',
    '1e15',
    '1e-400',
    '9007199254740991.0',
  ])('may be %s', async (number) => {
    const { status, body } = await put(`{${EMAIL}, "metadata": {"n": ${number}}}`);
    expect(status).toBe(201);
    expect(body.data.metadata.n).toBe(Number(number) || 0);
  });

  test.each([
    '9007199254740992',
    '9007199254740993',
    '-9007199254740993',
    '1e16',
    '1e400',
    '-1e400',
    '12345678901234567890',
  ])('may not be %s, which would come back as another one', async (number) => {
    const { status, body, isStored } = await put(`{${EMAIL}, "metadata": {"list": [0, {"n": ${number}}]}}`);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      param: 'metadata.list.1.n',
      message: expect.stringContaining('2^53'),
    });
    expect(isStored).toBe(false);
  });
});

describe('U+0000 and half a surrogate pair', () => {
  test.each([
    ['in a value', `{${EMAIL}, "name": "a$"}`, 'name'],
    ['in a key', `{${EMAIL}, "metadata": {"a$": 1}}`, 'metadata.a'],
    ['in the name of an unknown field', `{${EMAIL}, "b$": 1}`, 'b'],
    ['in the value of an unknown field', `{${EMAIL}, "b": ["$"]}`, 'b.0'],
    ['deep inside', `{${EMAIL}, "metadata": {"x": [{"y": "$"}]}}`, 'metadata.x.0.y'],
    ['alone', `"$"`, 'body'],
  ])('are rejected with their path: %s', async (_title, template, path) => {
    for (const character of ['\\u0000', '\\ud800', '\\udc00', '\\udc00\\ud800']) {
      const { status, body, isStored } = await put(template.replace('$"', `${character}"`));
      expect(status).toBe(400);
      expect(body.error.details.reason).toBe('validation_error');
      expect(body.error.param.replaceAll('\ufffd', '')).toBe(path);
      expect(isStored).toBe(false);
    }
  });

  test('are not confused with a complete pair, which is accepted, escaped or not', async () => {
    const { body } = await put(`{${EMAIL}, "name": "\\ud83d\\ude00 😀"}`);
    expect(body.data.name).toBe('😀 😀');
  });
});
