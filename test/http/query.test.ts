import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendRaw } from '../support/send-raw.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

/** Lists customers with this query, unencoded. */
const list = (query: string) =>
  sendRaw(server.url, [`GET /v2/customers?${query} HTTP/1.1`, `x-api-key: ${server.key}`]);

const emails = async (query: string) =>
  ((await list(query)).body.data as unknown as { email: string }[]).map(({ email }) => email);

const BROKEN = 'has a % without two hexadecimal digits of UTF-8 after it';

describe('a query', () => {
  test.each([
    ['colour=red', 'colour', 'is not a parameter of this operation'],
    ['Limit=1', 'Limit', 'is not a parameter of this operation'],
    [
      'starting_after=0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10',
      'starting_after',
      'is not a parameter of this operation',
    ],
    ['limit[]=1', 'limit[]', 'is not a parameter of this operation'],
    ['limit[a]=1', 'limit[a]', 'is not a parameter of this operation'],
    ['[a]=1', '[a]', 'is not a parameter of this operation'],
    ['a/b=1', 'a/b', 'is not a parameter of this operation'],
    ['__proto__=1', '__proto__', 'is not a parameter of this operation'],
    ['__proto__[limit]=1', '__proto__[limit]', 'is not a parameter of this operation'],
    ['constructor=1', 'constructor', 'is not a parameter of this operation'],
    ['=1', 'query', 'has a parameter without a name'],
    ['limit=1&limit=1', 'limit', 'is given more than once; send it once'],
    ['search=a&search=', 'search', 'is given more than once; send it once'],
    ['email=', 'email', 'must not be empty; leave it out instead'],
    ['limit', 'limit', 'must not be empty; leave it out instead'],
    ['limit=0', 'limit', 'must be >= 1'],
    ['limit=-1', 'limit', 'must be >= 1'],
    ['limit=ten', 'limit', 'must be an integer'],
    ['limit=1.5', 'limit', 'must be an integer'],
    ['limit=1:2', 'limit', 'must be an integer'],
    ['limit=1e1', 'limit', 'must be an integer'],
    ['limit=0x10', 'limit', 'must be an integer'],
    ['limit=+5', 'limit', 'must be an integer'],
    ['limit=Infinity', 'limit', 'must be an integer'],
    ['offset=1e400', 'offset', 'must be an integer'],
    ['offset=-1', 'offset', 'must be >= 0'],
    ['offset=9007199254740992', 'offset', 'must be <= 9007199254740991'],
    ['source=a:b', 'source', expect.stringMatching(/^must be 1 to 64 letters, digits/)],
    ['source=BATCH', 'source', expect.stringMatching(/^must be 1 to 64 letters, digits/)],
    ['external_id=%09', 'external_id', expect.stringMatching(/^must be 1 to 255 characters/)],
    ['search=%', 'search', BROKEN],
    ['search=100%', 'search', BROKEN],
    ['search=%4', 'search', BROKEN],
    ['search=%zz', 'search', BROKEN],
    ['search=%FF', 'search', BROKEN],
    ['search=%C3', 'search', BROKEN],
    ['email=a%40b%zz', 'email', BROKEN],
    ['%zz=1', 'query', `has a name with ${BROKEN.slice('has '.length)}`],
    [
      'updated_since=2026-11-23T09:30:00%2B0530',
      'updated_since',
      expect.stringMatching(/^must be an RFC 3339/),
    ],
    [
      'updated_since=2026-11-23T09:30:00%2B05',
      'updated_since',
      expect.stringMatching(/^must be an RFC 3339/),
    ],
    ['search=%00abc', 'search', 'contains the character U+0000; remove it'],
    ['updated_since=yesterday', 'updated_since', expect.stringMatching(/^must be an RFC 3339 date-time/)],
    ['updated_since=2026-02-30T00:00:00Z', 'updated_since', expect.stringMatching(/^must be an RFC 3339/)],
    [
      'updated_since=9999-12-31T23:59:59-01:00',
      'updated_since',
      'must lie between the years 0000 and 9999 in UTC',
    ],
  ])('is refused, naming the parameter and the fix: %s', async (query, param, reason) => {
    const { status, body } = await list(query);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'invalid_request', param });
    expect(body.error.details).toEqual({ reason: 'validation_error', fields: { [param]: [reason] } });
  });

  test('may search for at most 255 characters', async () => {
    expect((await list(`search=${'%C3%A5'.repeat(255)}`)).status).toBe(200);
    const { body } = await list(`search=${'%C3%A5'.repeat(256)}`);
    expect(body.error.message).toBe('search must have at most 255 characters');
  });

  test('gets one response with all its errors', async () => {
    const { body } = await list('limit=0&colour=red&size=xl&offset=x&email=');
    expect(Object.keys(body.error.details.fields as object).sort()).toEqual([
      'colour',
      'email',
      'limit',
      'offset',
      'size',
    ]);
  });

  test('with separators and no parameters is empty', async () => {
    for (const query of ['', '&', '&&limit=1&']) expect((await list(query)).status).toBe(200);
  });

  test('of a write has no parameters', async () => {
    const { status, body } = await server
      .as()
      .post('/v2/customers?dry=1')
      .send({ email: 'dry.run@example.com' });
    expect(status).toBe(400);
    expect(body.error.param).toBe('dry');
    expect(await emails('email=dry.run@example.com')).toEqual([]);
  });

  test('may contain unencoded @, : and + in parameters with allowReserved', async () => {
    const email = 'ole+sync@example.com';
    await server.as().put('/v2/customers/external/mail/a:b@c').send({ email });
    expect(await emails('email=ole+sync@example.com')).toEqual([email]);
    expect(await emails('email=ole%2Bsync%40example.com')).toEqual([email]);
    expect(await emails('search=sync@example')).toEqual([email]);
    expect(await emails('external_id=a:b@c')).toEqual([email]);
    expect(await emails('email=ole+sync@example.com&updated_since=2026-11-23T14:00:00+02:00')).toEqual([
      email,
    ]);
    expect(await emails('email=ole+sync@example.com&updated_since=2026-11-23T14:00:00%2B02:00')).toEqual([
      email,
    ]);
  });

  test('reads + as a space in a search and in an external id', async () => {
    await server
      .as()
      .put('/v2/customers/external/mail/two%20words')
      .send({ email: 'two@example.com', name: 'Åse Li' });
    expect(await emails('search=%C3%85se+Li')).toEqual(['two@example.com']);
    expect(await emails('external_id=two+words')).toEqual(['two@example.com']);
    expect(await emails('external_id=two%2Bwords')).toEqual([]);
  });
});

describe('updated_since', () => {
  test('is inclusive, and exact below the millisecond', async () => {
    server.now = Date.parse('2026-11-24T08:00:00.500Z');
    await server.as().post('/v2/customers').send({ email: 'late@example.com' });
    expect(await emails('updated_since=2026-11-24T08:00:00.500Z')).toEqual(['late@example.com']);
    expect(await emails('updated_since=2026-11-24T08:00:00.499999Z')).toEqual(['late@example.com']);
    expect(await emails('updated_since=2026-11-24T08:00:00.500001Z')).toEqual([]);
    expect(await emails('updated_since=2026-11-24T08:00:00.501Z')).toEqual([]);
  });
});
