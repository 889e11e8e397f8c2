import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshNumber, freshPath } from '../support/fresh.ts';
import { sendRaw } from '../support/send-raw.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const freshKey = () => `key-${freshNumber()}`;

/** Sends a request as bytes on a new socket. */
function sendOnce(method: string, path: string, body: object, more: readonly string[] = []) {
  const text = JSON.stringify(body);
  const headers = [
    `x-api-key: ${server.key}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...more,
  ];
  return sendRaw(server.url, [`${method} ${path} HTTP/1.1`, ...headers], text);
}

/** A request that can be sent repeatedly. */
async function aRequest(
  kind: string,
): Promise<{ method: string; path: string; body: object; more?: string[] }> {
  const email = freshEmail();
  const path = freshPath();
  const put = (body: object) => server.as().put(path).send(body);
  switch (kind) {
    case 'an upsert that creates':
      return { method: 'PUT', path, body: { email, name: 'Blåbær 🦊' } };
    case 'an upsert that updates':
      await put({ email });
      return { method: 'PUT', path, body: { email, name: 'Kari', nickname: 'K' } };
    case 'an upsert that changes nothing':
      await put({ email });
      return { method: 'PUT', path, body: { email } };
    case 'an upsert that links':
      await put({ email });
      return { method: 'PUT', path: freshPath('wodify'), body: { email } };
    case 'an upsert that is stale':
      await put({ email, external_updated_at: '2026-11-20T10:00:00Z' });
      return { method: 'PUT', path, body: { email, external_updated_at: '2026-11-20T09:00:00Z' } };
    case 'an upsert on a condition':
      await put({ email });
      return { method: 'PUT', path, body: { email, name: 'Kari' }, more: ['If-Match: "1"'] };
    case 'a creation':
      return { method: 'POST', path: '/v2/customers', body: { email, taxId: 'NO1' } };
    case 'an update': {
      const { body } = await put({ email });
      return { method: 'PATCH', path: `/v2/customers/${body.data.id}`, body: { name: 'Kari' } };
    }
    case 'a batch': {
      const customers = [
        { external_id: `${freshNumber()}`, email, colour: 'red' },
        { external_id: `${freshNumber()}` },
      ];
      return { method: 'PUT', path: '/v2/customers/external/batch', body: { source: 'clinic', customers } };
    }
    default:
      throw new Error(kind);
  }
}

/** Removes everything that may differ in a replayed response. */
const NEW_EACH_TIME = ['x-request-id', 'idempotency-replayed', 'date'];

function lasting(headers: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !NEW_EACH_TIME.includes(name)));
}

describe('the second request with an Idempotency-Key', () => {
  test.each([
    ['an upsert that creates', 201],
    ['an upsert that updates', 200],
    ['an upsert that changes nothing', 200],
    ['an upsert that links', 200],
    ['an upsert that is stale', 200],
    ['an upsert on a condition', 200],
    ['a creation', 201],
    ['an update', 200],
    ['a batch', 200],
  ])('after %s is answered byte for byte as the first, and has no effect', async (kind, status) => {
    const { method, path, body, more = [] } = await aRequest(kind);
    const key = `Idempotency-Key: ${freshKey()}`;
    const send = () => sendOnce(method, path, body, [key, ...more]);
    const first = await send();
    expect(first.status).toBe(status);
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    const events = await newestSequence();

    server.now += 60_000;
    for (let round = 0; round < 2; round += 1) {
      const again = await send();
      expect(again.status).toBe(status);
      expect(Buffer.from(again.text)).toEqual(Buffer.from(first.text));
      expect(lasting(again.headers)).toEqual(lasting(first.headers));
      expect(again.headers['idempotency-replayed']).toBe('true');
      expect(again.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
    }
    expect(await newestSequence()).toBe(events);
  });

  test('gets the stored response, not the current state', async () => {
    const path = freshPath();
    const email = freshEmail();
    const keyed = ['Idempotency-Key: then', 'X-Request-Id: mine'];
    const first = await sendOnce('PUT', path, { email, name: 'Then' }, keyed);
    await sendOnce('PUT', path, { email, name: 'Now' });
    const again = await sendOnce('PUT', path, { email, name: 'Then' }, keyed);
    expect(again.text).toBe(first.text);
    expect(again.headers).toMatchObject({ 'x-request-id': 'mine', etag: '"1"', 'upsert-outcome': 'created' });
    expect((await server.as().get(path)).body.data.name).toBe('Now');
  });

  test('after an error has the request id of the first request in its body', async () => {
    const key = freshKey();
    const send = (requestId: string) =>
      sendOnce('POST', '/v2/customers', { name: 'Kari' }, [
        `Idempotency-Key: ${key}`,
        `X-Request-Id: ${requestId}`,
      ]);
    const first = await send('first');
    expect(first.status).toBe(400);
    const again = await send('again');
    expect(again.text).toBe(first.text);
    expect(again.body.error.request_id).toBe('first');
    expect(again.headers).toMatchObject({ 'x-request-id': 'again', 'idempotency-replayed': 'true' });
  });

  test('gets the response of the first one if the client had disconnected before it', async () => {
    const path = freshPath();
    const body = { email: freshEmail() };
    const gone = new AbortController();
    const url = `${server.url}${path}`;
    const headers = {
      'x-api-key': server.key,
      'content-type': 'application/json',
      'idempotency-key': 'gone',
    };
    const sent = fetch(url, { method: 'PUT', headers, body: JSON.stringify(body), signal: gone.signal });
    setTimeout(() => gone.abort(), 1);
    await sent.catch(() => undefined);
    await expect
      .poll(async () => (await sendOnce('PUT', path, body, ['Idempotency-Key: gone'])).status)
      .toBe(201);
    expect((await server.as().get(path)).headers.etag).toBe('"1"');
  });

  test('is counted as a replay in the metrics', async () => {
    const replays = async () => {
      const text = await server.metrics();
      return Number(/^upsertd_idempotency_replays_total (\d+)$/m.exec(text)?.[1]);
    };
    const before = await replays();
    const [path, body] = [freshPath(), { email: freshEmail() }];
    for (let round = 0; round < 3; round += 1)
      await sendOnce('PUT', path, body, ['Idempotency-Key: counted']);
    expect(await replays()).toBe(before + 2);
  });
});

test('a read ignores the Idempotency-Key and returns the current state', async () => {
  const path = freshPath();
  const email = freshEmail();
  await sendOnce('PUT', path, { email });
  for (const key of ['read', 'read', 'not a valid key']) {
    for (const [method, target] of [
      ['GET', path],
      ['GET', '/v2/customers?limit=1'],
      ['HEAD', path],
    ] as const) {
      const name = `${freshNumber()}`;
      await sendOnce('PUT', path, { email, name });
      const { status, headers, text } = await sendRaw(server.url, [
        `${method} ${target} HTTP/1.1`,
        `x-api-key: ${server.key}`,
        `Idempotency-Key: ${key}`,
      ]);
      expect(status).toBe(200);
      expect(headers).not.toHaveProperty('idempotency-replayed');
      expect(text).toContain(method === 'HEAD' ? '' : `"name":"${name}"`);
    }
  }
});

async function newestSequence(): Promise<number> {
  const { body } = await server.as().get('/v2/events?limit=1');
  return body.data[0].sequence;
}
