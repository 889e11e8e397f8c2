import { afterEach, describe, expect, test } from 'vitest';
import { ApiError } from '../../src/client/api-error.ts';
import { ConnectionError, TimeoutError } from '../../src/client/connection-error.ts';
import { type Client, type ClientOptions, createClient } from '../../src/client/create-client.ts';
import { refusal, type Scripted, ScriptedServer, UPDATED } from './scripted-server.ts';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const servers: ScriptedServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** Starts a server with a script, and creates a client that records its delays instead of waiting. */
async function scripted(script: Scripted[], options: Partial<ClientOptions> = {}) {
  const server = await ScriptedServer.start(...script);
  servers.push(server);
  const waits: number[] = [];
  const client = createClient({
    baseUrl: server.url,
    apiKey: 'rk_sandbox_test',
    timing: {
      now: () => NOW,
      random: () => 0.5,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
      },
    },
    ...options,
  });
  return { server, client, waits };
}

function upsert(client: Client, options?: Parameters<Client['customers']['upsert']>[3]) {
  return client.customers.upsert('crm', 'PAT-1', { email: 'someone@example.com' }, options);
}

describe('a call is retried', () => {
  test('after a 503, with the same Idempotency-Key and body, and with growing delays', async () => {
    const { client, server, waits } = await scripted([
      refusal(503, 'unavailable'),
      refusal(503, 'unavailable'),
      UPDATED,
    ]);
    expect((await upsert(client)).outcome).toBe('updated');
    expect(server.keys).toHaveLength(3);
    expect(server.keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(server.keys).size).toBe(1);
    expect(new Set(server.received.map(({ body }) => body))).toEqual(
      new Set(['{"email":"someone@example.com"}']),
    );
    expect(waits).toEqual([250, 500]);
  });

  test.each([408, 429, 500, 502, 503, 504])('after a %i', async (status) => {
    const { client, server } = await scripted([refusal(status, 'internal_error'), UPDATED]);
    await upsert(client);
    expect(server.received).toHaveLength(2);
  });

  test.each(['reset', 'half', 'silence'] as const)('after a %s', async (fault) => {
    const { client, server } = await scripted([fault, UPDATED], {
      timeoutMs: fault === 'silence' ? 1000 : 5000,
    });
    await upsert(client);
    expect(server.keys[1]).toBe(server.keys[0]);
  });

  test('after a 409 idempotency_in_progress', async () => {
    const { client, server } = await scripted([refusal(409, 'idempotency_in_progress'), UPDATED]);
    await upsert(client);
    expect(server.received).toHaveLength(2);
  });

  test('without an Idempotency-Key if it reads', async () => {
    const { client, server } = await scripted([
      refusal(503, 'unavailable'),
      { status: 200, body: { data: { id: 'x' } } },
    ]);
    await client.customers.get('0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10');
    expect(server.keys).toEqual([undefined, undefined]);
  });

  test('by the raw client too', async () => {
    const { client, server } = await scripted([refusal(503, 'unavailable'), { status: 201 }]);
    const { response } = await client.raw.POST('/v2/customers', { body: { email: 'a@example.com' } });
    expect(response.status).toBe(201);
    expect(server.keys[0]).toBeDefined();
    expect(server.keys[1]).toBe(server.keys[0]);
  });

  test('with the Idempotency-Key of the caller', async () => {
    const { client, server } = await scripted([refusal(503, 'unavailable'), UPDATED]);
    await upsert(client, { idempotencyKey: 'row-17' });
    expect(server.keys).toEqual(['row-17', 'row-17']);
  });
});

describe('a call is not retried', () => {
  test.each([
    [400, 'invalid_request'],
    [401, 'unauthenticated'],
    [403, 'permission_denied'],
    [404, 'resource_missing'],
    [409, 'conflict'],
    [409, 'idempotency_conflict'],
    [412, 'precondition_failed'],
  ])('after a %i %s', async (status, code) => {
    const { client, server, waits } = await scripted([refusal(status, code), UPDATED]);
    await expect(upsert(client)).rejects.toMatchObject({ name: 'ApiError', status, code, retryable: false });
    expect(server.received).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  test('more often than the retries of the client or of the call allow', async () => {
    const { client, server } = await scripted([refusal(503, 'unavailable')], { retries: 1 });
    await expect(upsert(client)).rejects.toMatchObject({ status: 503, retryable: true, requestId: 'req_1' });
    expect(server.received).toHaveLength(2);
    await expect(upsert(client, { retries: 0 })).rejects.toBeInstanceOf(ApiError);
    expect(server.received).toHaveLength(3);
  });

  test('if a retry could have a second effect', async () => {
    const { client, server } = await scripted([refusal(503, 'unavailable')]);
    const remove = client.raw.request as (method: string, path: string) => Promise<{ response: Response }>;
    expect((await remove('delete', '/v2/customers')).response.status).toBe(503);
    expect(server.received).toHaveLength(1);
  });

  test('if the server requests a wait longer than longestWaitMs', async () => {
    const tomorrow = refusal(429, 'rate_limit_exceeded', { 'Retry-After': '86400' });
    const { client, server } = await scripted([tomorrow, UPDATED]);
    await expect(upsert(client)).rejects.toMatchObject({ code: 'rate_limit_exceeded' });
    expect(server.received).toHaveLength(1);
  });
});

test.each(['2147484', '99999999999999999999', '9'.repeat(400), 'Sat, 01 Jan 9999 00:00:00 GMT'])(
  'a call is not made again after an enormous Retry-After, however long a wait is granted: %s',
  async (after) => {
    const asked = refusal(503, 'unavailable', { 'Retry-After': after });
    const { client, server, waits } = await scripted([asked, UPDATED], { longestWaitMs: 2 ** 31 - 1 });
    await expect(upsert(client)).rejects.toMatchObject({ status: 503 });
    expect(server.received).toHaveLength(1);
    expect(waits).toEqual([]);
  },
);

describe('the delay before a retry', () => {
  const jitter = 250;
  test.each([
    ['Retry-After in seconds', 503, { 'Retry-After': '2' }, 2000],
    ['Retry-After as a date', 503, { 'Retry-After': 'Mon, 23 Nov 2026 12:00:03 GMT' }, 3000],
    ['only the back-off for a date in the past', 503, { 'Retry-After': 'Mon, 23 Nov 2026 11:00:00 GMT' }, 0],
    ['X-RateLimit-Reset', 429, { 'X-RateLimit-Reset': String(NOW / 1000 + 4) }, 4000],
    [
      'Retry-After before X-RateLimit-Reset',
      429,
      { 'Retry-After': '1', 'X-RateLimit-Reset': '9999999999' },
      1000,
    ],
    ['only the back-off for an unreadable Retry-After', 503, { 'Retry-After': 'soon' }, 0],
    ['only the back-off for the Retry-After NaN', 503, { 'Retry-After': 'NaN' }, 0],
    ['only the back-off for the Retry-After Infinity', 503, { 'Retry-After': 'Infinity' }, 0],
    ['only the back-off for a negative Retry-After', 503, { 'Retry-After': '-5' }, 0],
    ['only the back-off for a fraction in Retry-After', 503, { 'Retry-After': '1.5' }, 0],
    ['only the back-off for a Retry-After in words with a year', 503, { 'Retry-After': 'later, 2030' }, 0],
    ['only the back-off for an empty Retry-After', 503, { 'Retry-After': '' }, 0],
    [
      'X-RateLimit-Reset if Retry-After is invalid',
      429,
      { 'Retry-After': '-5', 'X-RateLimit-Reset': String(NOW / 1000 + 4) },
      4000,
    ],
  ])('follows %s', async (_title, status, headers, requested) => {
    const { client, waits } = await scripted([refusal(status, 'unavailable', headers), UPDATED]);
    await upsert(client);
    expect(waits).toEqual([requested + jitter]);
  });
});

describe('a call without a response', () => {
  test('rejects with a ConnectionError that contains the reason and not the path', async () => {
    const { client, server } = await scripted(['reset'], { retries: 0 });
    const error = await upsert(client).catch((caught) => caught);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'no_connection', retryable: true });
    expect(error.message).toContain(server.url);
    expect(error.message).not.toContain('PAT-1');
  });

  test('within timeoutMs rejects with a TimeoutError, which is a ConnectionError', async () => {
    const { client } = await scripted(['silence'], { retries: 0 });
    const error = await upsert(client, { timeoutMs: 40 }).catch((caught) => caught);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('within 40 ms') });
  });
});

describe('an aborted call', () => {
  const reason = new Error('The user went home.');

  test('ends during the wait for the next attempt', async () => {
    const waitLong = refusal(503, 'unavailable', { 'Retry-After': '50' });
    const { client, server } = await scripted([waitLong], { timing: {} });
    const abort = new AbortController();
    const call = upsert(client, { signal: abort.signal });
    await expect.poll(() => server.received.length).toBe(1);
    abort.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect(server.received).toHaveLength(1);
  });

  test('ends during the wait for a response', async () => {
    const { client, server } = await scripted(['silence']);
    const abort = new AbortController();
    const call = upsert(client, { signal: abort.signal });
    await expect.poll(() => server.received.length).toBe(1);
    abort.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  test('sends no request if the signal was aborted before, for every method', async () => {
    const { client, server } = await scripted([UPDATED]);
    const options = { signal: AbortSignal.abort(reason) };
    await expect(upsert(client, options)).rejects.toBe(reason);
    await expect(client.customers.get('x', options)).rejects.toBe(reason);
    await expect(client.customers.iterate({}, options).next()).rejects.toBe(reason);
    await expect(client.events.list({}, options)).rejects.toBe(reason);
    expect(server.received).toHaveLength(0);
  });
});
