import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Server, startServer } from '../../src/testing/start-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const KARI = { email: 'kari@example.com', references: [{ source: 'practicehub', externalId: 'PAT-1' }] };

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
beforeEach(() => server.reset());
afterAll(() => server.stop());

async function ask(path: string, { key = server.key, ...init }: RequestInit & { key?: string } = {}) {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  const response = await fetch(server.url + path, { ...init, headers });
  return { status: response.status, json: await response.json() };
}
const create = (email: string, key = server.key) =>
  ask('/customers', { key, method: 'POST', body: JSON.stringify({ email }) });
const total = async (of = server) => (await of.client.customers.list()).pagination.total;

describe('startServer', () => {
  test('starts a server with a base URL that ends in /v2, an API key and a client', async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v2$/);
    expect(server.key).toMatch(/^rk_sandbox_/);
    expect((await create('ola@example.com')).status).toBe(201);
    expect(await total()).toBe(1);
  });

  test('accepts a given sandbox key, and rejects any other text', async () => {
    await using other = await startServer({ key: server.key });
    expect(other.key).toBe(server.key);
    expect(await total(other)).toBe(0);
    await expect(startServer({ key: 'secret' })).rejects.toThrow('key must be a sandbox key');
  });

  test('adds API keys with fewer scopes, another mode or an expiry', async () => {
    const reader = await server.addKey({ scopes: ['customers:read'] });
    const live = await server.addKey({ mode: 'live' });
    expect((await create('ola@example.com', reader)).status).toBe(403);
    await create('ola@example.com');
    expect((await ask('/customers', { key: live })).json.data).toEqual([]);
    const expiresAt = server.clock.now() + 1000;
    const passing = await server.addKey({ expiresAt });
    expect((await ask('/customers', { key: passing })).status).toBe(200);
    server.clock.advance(2000);
    expect((await ask('/customers', { key: passing })).status).toBe(401);
  });

  test('applies casing, unknownFields, sharedEmails and corsOrigins', async () => {
    await using strict = await startServer({
      casing: 'camel',
      unknownFields: 'reject',
      sharedEmails: 'allow',
      corsOrigins: ['*'],
    });
    const raw = (body: object) =>
      fetch(`${strict.url}/customers`, {
        method: 'POST',
        headers: { 'x-api-key': strict.key, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await raw({ email: 'a@example.com', colour: 'red' })).status).toBe(400);
    const [first, second] = [await raw({ email: 'a@example.com' }), await raw({ email: 'a@example.com' })];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.headers.get('access-control-allow-origin')).toBe('*');
    expect((await first.json()).data).not.toHaveProperty('created_at');
  });

  test('stores the data in a new file, and rejects an existing file', async () => {
    const file = join(tempFolder(), 'test.db');
    const first = await startServer({ file });
    await first.seed('clinic');
    await first.reset();
    expect(await total(first)).toBe(8);
    await first.stop();
    expect(existsSync(file)).toBe(true);
    await expect(startServer({ file })).rejects.toThrow('is there already, and a reset would empty it');
  });

  test('starts a writer thread and a search indexer for a file, as serve does, and no thread in memory', async () => {
    let threads = 0;
    const count = () => {
      threads += 1;
    };
    subscribe('worker_threads', count);
    onTestFinished(() => void unsubscribe('worker_threads', count));
    const write = ({ client }: Server) => client.customers.create({ email: 'ola@example.com' });
    await using inMemory = await startServer();
    await write(inMemory);
    expect(threads).toBe(0);
    await using inFile = await startServer({ file: join(tempFolder(), 'test.db') });
    await write(inFile);
    await expect.poll(() => threads).toBe(2);
  });
});

describe('seed and reset', () => {
  test('remove later writes, and keep the API keys', async () => {
    const reader = await server.addKey({ scopes: ['customers:read'] });
    await create('ola@example.com');
    await server.reset();
    expect((await ask('/customers', { key: reader })).json).toMatchObject({
      data: [],
      pagination: { total: 0 },
    });
    expect((await ask('/events')).json.data).toEqual([]);
  });

  test('remove stored responses too', async () => {
    const send = async (email: string) => {
      const headers = {
        'x-api-key': server.key,
        'content-type': 'application/json',
        'idempotency-key': 'one',
      };
      return (
        await fetch(`${server.url}/customers`, { method: 'POST', headers, body: JSON.stringify({ email }) })
      ).status;
    };
    expect([await send('a@example.com'), await send('b@example.com')]).toEqual([201, 409]);
    await server.reset();
    expect(await send('b@example.com')).toBe(201);
  });

  test('refuse a value that a request could not contain, and one that could not be stored unchanged', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    for (const [metadata, reason] of [
      [{ at: new Date(0) }, 'customers[0].metadata.at is not a value of JSON'],
      [{ big: 1n }, 'customers[0].metadata.big is not a value of JSON'],
      [{ call: () => 1 }, 'customers[0].metadata.call is not a value of JSON'],
      [{ n: Number.NaN }, 'customers[0].metadata.n is a number beyond ±2^53'],
      [{ text: '\ud800' }, 'customers[0].metadata.text contains half of a surrogate pair'],
      [cyclic, 'customers[0] is nested more than 32 levels deep'],
    ] as const) {
      const customers = [{ email: 'ola@example.com', metadata }];
      await expect(server.seed({ customers } as never)).rejects.toThrow(reason);
    }
  });

  test('restore the seeded data with all ids and times', async () => {
    await using seeded = await startServer();
    await seeded.seed('clinic');
    await seeded.seed({
      customers: [{ ...KARI, invoices: [{ status: 'open', total_minor: 100, currency: 'NOK' }] }],
    });
    const everything = async () => {
      const { data } = await seeded.client.customers.list({ limit: 100 });
      const records = await Promise.all(
        data.map(({ id }) =>
          seeded.client.raw.GET('/v2/customers/{customerId}/invoices', {
            params: { path: { customerId: id } },
          }),
        ),
      );
      const events = await seeded.client.raw.GET('/v2/events', { params: { query: { limit: 100 } } });
      return JSON.stringify([data, records.map((record) => record.data), events.data]);
    };
    const before = await everything();
    const { data } = await seeded.client.customers.list();
    await seeded.client.customers.update(data[0]?.id ?? '', { name: 'Another' });
    expect(await everything()).not.toBe(before);
    await seeded.reset();
    expect(await everything()).toBe(before);
    expect(await total(seeded)).toBe(9);
  });

  test('list each error of the fixtures with its path, and insert nothing', async () => {
    const wrong = { customers: [KARI, { email: 'no', colour: 'red' } as never] };
    await expect(server.seed(wrong)).rejects.toThrow(/customers\[1\]\.colour[\s\S]*customers\[1\]\.email/);
    await expect(server.seed('no-such-file.yaml')).rejects.toThrow('no-such-file.yaml cannot be read');
    expect(await total()).toBe(0);
    await server.reset();
    expect(await total()).toBe(0);
  });
});

describe('the clock', () => {
  test('follows the system clock until it is set', async () => {
    const before = Date.now();
    const created = Date.parse((await create('a@example.com')).json.data.createdAt);
    expect(created).toBeGreaterThanOrEqual(before);
    expect(created).toBeLessThanOrEqual(Date.now());
    server.clock.set('2030-01-01T00:00:00Z');
    expect((await create('b@example.com')).json.data.createdAt).toBe('2030-01-01T00:00:00.000Z');
    server.clock.advance(60_000);
    expect((await create('c@example.com')).json.data.createdAt).toBe('2030-01-01T00:01:00.000Z');
    await server.reset();
    expect(server.clock.now()).toBeLessThanOrEqual(Date.now());
  });

  test('moves a running clock forward, and rejects an invalid time', () => {
    server.clock.advance(86_400_000);
    expect(server.clock.now()).toBeGreaterThanOrEqual(Date.now() + 86_399_000);
    expect(() => server.clock.set('yesterday')).toThrow(RangeError);
  });
});
