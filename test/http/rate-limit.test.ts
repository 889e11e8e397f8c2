import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
let key: string;
beforeAll(async () => {
  const rateLimits = { sandbox: { perMinute: 60, burst: 3 }, live: { perMinute: 600, burst: 5 } };
  server = await TestServer.start({ rateLimits });
});
beforeEach(async () => {
  key = await server.addKey();
});
afterAll(() => server.stop());

const inSeconds = (seconds: number) => String(server.now / 1000 + seconds);

async function useUp(requests: number, spent = key): Promise<void> {
  for (let sent = 0; sent < requests; sent += 1) await server.as(spent).get('/v2/customers').expect(200);
}

describe('a server with a rate limit', () => {
  test('states the remaining requests in each response', async () => {
    const { headers } = await server.as(key).get('/v2/customers').expect(200);
    expect(headers).toMatchObject({
      'x-ratelimit-limit': '60',
      'x-ratelimit-remaining': '2',
      'x-ratelimit-reset': inSeconds(1),
    });
    const refused = await server.as(key).get('/v2/nowhere').expect(404);
    expect(refused.headers['x-ratelimit-remaining']).toBe('1');
  });

  test('refuses what is over the burst and tells when to come back', async () => {
    await useUp(3);
    const { headers, body } = await server.as(key).get('/v2/customers').expect(429);
    expect(headers).toMatchObject({
      'retry-after': '1',
      'x-ratelimit-limit': '60',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': inSeconds(3),
    });
    expect(body.error).toMatchObject({
      type: 'rate_limit_error',
      code: 'rate_limit_exceeded',
      message: 'Too many requests. Try again in 1 second.',
      details: { retry_after: 1 },
      request_id: headers['x-request-id'],
    });
    server.now += 1000;
    await server.as(key).get('/v2/customers').expect(200);
  });

  test('counts each key for itself, and live keys by their own figures', async () => {
    await useUp(3);
    await server.as().get('/v2/customers').expect(200);
    const live = await server.addKey({ mode: 'live' });
    await useUp(5, live);
    await server.as(live).get('/v2/customers').expect(429);
  });

  test('says so before it looks at the route, the scope or the body', async () => {
    const poor = await server.addKey({ scopes: [] });
    for (let sent = 0; sent < 3; sent += 1) await server.as(poor).get('/v2/customers').expect(403);
    await server.as(poor).get('/v2/customers').expect(429);
    await server.as(poor).delete('/v2/nowhere').expect(429);
  });

  test('says nothing of limits to whom it does not know', async () => {
    const { headers } = await server.as(null).get('/v2/customers').expect(401);
    expect(headers['x-ratelimit-limit']).toBeUndefined();
  });

  test('does not limit requests without an API key', async () => {
    for (let sent = 0; sent < 10; sent += 1) await server.as(null).get('/healthz').expect(200);
  });

  test('stores no 429 under an Idempotency-Key, and counts replays', async () => {
    const path = freshPath();
    const email = freshEmail();
    const send = () => server.as(key).put(path).set('Idempotency-Key', randomKey).send({ email });
    const randomKey = randomUUID();
    await useUp(3);
    await send().expect(429);
    server.now += 2000;
    const first = await send().expect(201);
    const again = await send().expect(201);
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', 'x-ratelimit-remaining': '0' });
    expect(again.text).toBe(first.text);
  });
});

test('without a rate limit no response has X-RateLimit headers', async () => {
  const unlimited = await TestServer.start();
  const { headers } = await unlimited.as().get('/v2/customers').expect(200);
  expect(Object.keys(headers).filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  await unlimited.stop();
});
