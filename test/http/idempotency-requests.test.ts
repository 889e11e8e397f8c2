import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashSecret, makeSecret, type Secret } from '../../src/domain/keys/key-gate.ts';
import { freshEmail, freshNumber, freshPath } from '../support/fresh.ts';
import { RawClient } from '../support/raw-client.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: RawClient;
beforeAll(async () => {
  server = await TestServer.start();
  client = new RawClient(server.url);
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const freshKey = () => `key-${freshNumber()}`;

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly body: string;
  readonly key: string;
  readonly apiKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send({ method = 'PUT', path, body, key, apiKey = server.key, headers = {} }: Sent) {
  const all = {
    'x-api-key': apiKey,
    'content-type': 'application/json',
    'idempotency-key': key,
    ...headers,
  };
  const reply = await client.send(method, path, all, body);
  const { error } = JSON.parse(reply.text);
  const isReplay = reply.headers['idempotency-replayed'] === 'true';
  return { status: reply.status, code: error?.code, error, isReplay };
}

const REPLAYED = { isReplay: true };
const CONFLICT = { status: 409, code: 'idempotency_conflict', isReplay: false };

describe('the same Idempotency-Key on the same path', () => {
  const email = () => `"email":"${freshEmail()}"`;

  test.each<[string, (body: string) => string]>([
    ['other order of names', (body) => `{"name":"Kari",${body},"metadata":{"b":[1,2],"a":1}}`],
    ['white space', (body) => `\n{ ${body} , "name":\t"Kari", "metadata":{"a":1,"b":[1, 2]}}\r\n`],
    [
      'other forms of the same numbers',
      (body) => `{${body},"name":"Kari","metadata":{"a":1.0,"b":[10e-1,2]}}`,
    ],
    [
      'escapes for the same characters',
      (body) => `{${body},"name":"\\u004bar\\u0069","metadata":{"a":1,"b":[1,2]}}`,
    ],
    [
      'a name that occurs twice, of which the last counts',
      (body) => `{"name":"x",${body},"name":"Kari","metadata":{"a":1,"b":[1,2]}}`,
    ],
  ])('and the same body in %s is the same request', async (_form, rewrite) => {
    const [path, key, fields] = [freshPath(), freshKey(), email()];
    const body = `{${fields},"name":"Kari","metadata":{"a":1,"b":[1,2]}}`;
    expect(await send({ path, key, body })).toMatchObject({ status: 201, isReplay: false });
    expect(await send({ path, key, body: rewrite(fields) })).toMatchObject({ status: 201, ...REPLAYED });
  });

  test.each<[string, (fields: string) => string]>([
    ['another value', (fields) => `{${fields},"metadata":{"a":[1,2]},"name":"Other"}`],
    ['the same items in another order', (fields) => `{${fields},"metadata":{"a":[2,1]}}`],
    ['a name more', (fields) => `{${fields},"metadata":{"a":[1,2]},"phone":"1"}`],
    ['a name more that is not known', (fields) => `{${fields},"metadata":{"a":[1,2]},"nickname":"K"}`],
    ['null for what was left out', (fields) => `{${fields},"metadata":{"a":[1,2]},"name":null}`],
    ['text for a number', (fields) => `{${fields},"metadata":{"a":["1",2]}}`],
    ['a name in another case', (fields) => `{${fields},"metadata":{"A":[1,2]}}`],
    ['a key called __proto__', (fields) => `{${fields},"metadata":{"a":[1,2],"__proto__":{}}}`],
  ])('and %s is another request, refused while the key is known', async (_form, change) => {
    const [path, key, fields] = [freshPath(), freshKey(), email()];
    const body = `{${fields},"metadata":{"a":[1,2]}}`;
    await send({ path, key, body });
    const refused = await send({ path, key, body: change(fields) });
    expect(refused).toMatchObject(CONFLICT);
    expect(refused.error).toMatchObject({ type: 'idempotency_error', param: 'Idempotency-Key' });
    expect(await send({ path, key, body })).toMatchObject({ status: 201, ...REPLAYED });
  });

  test('with the body compressed is the same request', async () => {
    const { gzipSync } = await import('node:zlib');
    const [path, key] = [freshPath(), freshKey()];
    const body = `{${email()}}`;
    await send({ path, key, body });
    const headers = { 'content-encoding': 'gzip' };
    const zipped = gzipSync(body) as unknown as string;
    expect(await send({ path, key, body: zipped, headers })).toMatchObject(REPLAYED);
  });

  test('with the query in another order or encoding is the same request; with another query it is not', async () => {
    const key = freshKey();
    const path = '/v2/customers/external/batch';
    const body = `{"source":"clinic","customers":[{"external_id":"${freshNumber()}",${email()}}]}`;
    const put = (query: string) => send({ path: `${path}${query}`, key, body });
    expect(await put('?atomic=true&dry_run=false')).toMatchObject({ status: 200, isReplay: false });
    expect(await put('?dry_run=false&atomic=true')).toMatchObject(REPLAYED);
    expect(await put('?dry%5Frun=false&%61tomic=true')).toMatchObject(REPLAYED);
    for (const query of ['', '?atomic=true', '?atomic=false&dry_run=false', '?atomic=true&dry_run=true'])
      expect(await put(query)).toMatchObject(CONFLICT);
  });

  test.each([
    ['If-Match', '"1"', '"2"'],
    ['If-Match', '*', undefined],
    ['If-None-Match', undefined, '*'],
  ])('and another %s is another request: %s and then %s', async (name, one, other) => {
    const [path, key] = [freshPath(), freshKey()];
    const body = `{${email()}}`;
    if (one !== undefined) await send({ path, key: freshKey(), body });
    const put = (value: string | undefined) =>
      send({ path, key, body, headers: value === undefined ? {} : { [name]: value } });
    expect((await put(one)).isReplay).toBe(false);
    expect(await put(other)).toMatchObject(CONFLICT);
    expect(await put(one)).toMatchObject(REPLAYED);
  });

  test('with headers that do not change the effect is the same request', async () => {
    const [path, key] = [freshPath(), freshKey()];
    const body = `{${email()}}`;
    await send({ path, key, body });
    const headers = {
      'user-agent': 'other',
      'x-request-id': 'other',
      'revkeen-version': '2026-05-01',
      accept: '*/*',
      'content-type': 'application/json; charset=utf-8',
    };
    expect(await send({ path, key, body, headers })).toMatchObject(REPLAYED);
  });
});

describe('an Idempotency-Key belongs to one API key, one operation and one path', () => {
  test('with its source in any case and its external id in any encoding', async () => {
    const key = freshKey();
    const id = `a b-${freshNumber()}`;
    const body = JSON.stringify({ email: freshEmail() });
    const put = (source: string, externalId: string) =>
      send({ path: `/v2/customers/external/${source}/${externalId}`, key, body });
    expect(await put('clinic', encodeURIComponent(id))).toMatchObject({ status: 201, isReplay: false });
    expect(await put('CLINIC', encodeURIComponent(id))).toMatchObject({ status: 201, ...REPLAYED });
    expect(await put('Clinic', id.replace('a b', '%61%20%62'))).toMatchObject({ status: 201, ...REPLAYED });
    expect(await put('clinic', encodeURIComponent(id.toUpperCase()))).toMatchObject({ isReplay: false });
    expect(await put('clinics', encodeURIComponent(id))).toMatchObject({ isReplay: false });
  });

  test('so the same key on another path, method or operation is another request', async () => {
    const key = freshKey();
    const path = freshPath();
    const body = JSON.stringify({ email: freshEmail() });
    await send({ path, key, body });
    const { body: known } = await server.as().get(path);
    expect(await send({ path: freshPath(), key, body })).toMatchObject({ code: 'conflict', isReplay: false });
    expect(await send({ method: 'POST', path: '/v2/customers', key, body })).toMatchObject({
      code: 'conflict',
      isReplay: false,
    });
    expect(await send({ method: 'PATCH', path: `/v2/customers/${known.data.id}`, key, body })).toMatchObject({
      status: 200,
      isReplay: false,
    });
    expect(await send({ path, key, body })).toMatchObject({ status: 201, ...REPLAYED });
  });

  test('so the same key of another API key, mode or merchant is another request', async () => {
    const [path, key] = [freshPath(), freshKey()];
    const body = JSON.stringify({ email: freshEmail() });
    await send({ path, key, body });
    const sibling = await server.addKey();
    const live = await server.addKey({ mode: 'live' });
    const stranger = await server.addKey({ merchantId: await server.addMerchant() });
    expect(await send({ path, key, body, apiKey: sibling })).toMatchObject({ status: 200, isReplay: false });
    expect(await send({ path, key, body, apiKey: live })).toMatchObject({ status: 201, isReplay: false });
    expect(await send({ path, key, body, apiKey: stranger })).toMatchObject({ status: 201, isReplay: false });
  });

  test('and an API key whose secret was rotated is still the same one', async () => {
    const [path, key] = [freshPath(), freshKey()];
    const body = JSON.stringify({ email: freshEmail() });
    await send({ path, key, body });
    const record = await server.store.keys.find(hashSecret(server.key as Secret));
    const next = makeSecret('sandbox');
    await server.store.keys.rotate(record?.key.id ?? '', hashSecret(next), server.now + 3_600_000);
    for (const apiKey of [next, server.key])
      expect(await send({ path, key, body, apiKey })).toMatchObject({ status: 201, ...REPLAYED });
    expect(await send({ path, key, body: '{}', apiKey: next })).toMatchObject(CONFLICT);
  });
});

describe('an Idempotency-Key', () => {
  test.each(['!', '~', 'x'.repeat(255), '"quoted"', 'a:b/c?d=e&f#g', '../..', "';DROP"])(
    'may be any visible ASCII up to 255 characters: %s',
    async (key) => {
      const [path, body] = [freshPath(), JSON.stringify({ email: freshEmail() })];
      expect(await send({ path, key, body })).toMatchObject({ status: 201, isReplay: false });
      expect(await send({ path, key, body })).toMatchObject({ status: 201, ...REPLAYED });
    },
  );

  test('is compared by every character and by case', async () => {
    const [path, body] = [freshPath(), JSON.stringify({ email: freshEmail() })];
    for (const key of ['k', 'K', 'kk', 'k.']) expect((await send({ path, key, body })).isReplay).toBe(false);
  });

  test.each([
    ['empty', ''],
    ['with a space', 'a b'],
    ['too long', 'x'.repeat(256)],
    ['not ASCII', 'n\u00f8kkel'],
    ['with a tab', 'a\tb'],
  ])('%s is a 400 that names the header, and nothing is done or kept', async (_what, key) => {
    const [path, body] = [freshPath(), JSON.stringify({ email: freshEmail() })];
    for (let round = 0; round < 2; round += 1) {
      const { status, isReplay, error } = await send({ path, key, body });
      expect([status, isReplay]).toEqual([400, false]);
      expect(error).toMatchObject({
        code: 'invalid_request',
        param: 'Idempotency-Key',
        details: { fields: { 'Idempotency-Key': ['must be 1 to 255 visible ASCII characters'] } },
      });
    }
    expect((await server.as().get(path)).status).toBe(404);
  });

  test('that is sent twice returns 400, because it is ambiguous', async () => {
    const [path, body] = [freshPath(), JSON.stringify({ email: freshEmail() })];
    const headers = { 'Idempotency-Key': ['one', 'two'] as unknown as string };
    const { status, error } = await send({ path, key: 'x', body, headers });
    expect([status, error.param]).toEqual([400, 'Idempotency-Key']);
  });

  test('that is malformed is reported together with the errors of the body', async () => {
    const { error } = await send({ path: freshPath(), key: 'a b', body: '{"email":7}' });
    expect(Object.keys(error.details.fields).sort()).toEqual(['Idempotency-Key', 'email']);
  });
});
