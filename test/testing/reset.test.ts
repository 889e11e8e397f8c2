import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Server, startServer } from '../../src/testing/start-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const FIXTURES = {
  customers: [{ email: 'kari@example.com', references: [{ source: 'practicehub', externalId: 'PAT-1' }] }],
};

let server: Server;
let counter = 0;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.stop());

/** Upserts a new customer without a retry, so that an error is visible. @returns the status. */
async function upsert(of = server, key = of.key): Promise<number> {
  counter += 1;
  const response = await fetch(`${of.url}/customers/external/crm/R-${counter}`, {
    method: 'PUT',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ email: `reset.${counter}@example.com` }),
  });
  await response.arrayBuffer();
  return response.status;
}

async function read(of = server, key = of.key): Promise<number> {
  const response = await fetch(`${of.url}/customers`, { headers: { 'x-api-key': key } });
  await response.arrayBuffer();
  return response.status;
}

const total = async (of = server) => (await of.client.customers.list()).pagination.total;

async function emails(of = server): Promise<string[]> {
  return (await of.client.customers.list({ limit: 100 })).data.map(({ email }) => email).sort();
}

/** A request whose headers have arrived and whose body has not. */
async function slowUpsert(externalId: string) {
  const body = JSON.stringify({ email: `${externalId}@example.com` });
  const { hostname, port, pathname } = new URL(`${server.url}/customers/external/crm/${externalId}`);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const head = [
    `PUT ${pathname} HTTP/1.1`,
    `Host: ${hostname}`,
    `x-api-key: ${server.key}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Expect: 100-continue',
    'Connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  // The server sends 100 Continue only after it has started to process the request.
  let answer = '';
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text;
  });
  await expect.poll(() => answer).toContain('100 Continue');
  const finish = async () => {
    socket.write(body);
    await once(socket, 'close');
    return Number(/HTTP\/1\.1 ([2-5]\d\d)/.exec(answer)?.[1]);
  };
  return { finish, socket };
}

describe.each(['memory', 'a file'])('a reset of a server with its data in %s', (place) => {
  let kept: Server;
  beforeEach(async () => {
    kept = await startServer(place === 'memory' ? {} : { file: join(tempFolder(), 'reset.db') });
    await kept.seed(FIXTURES);
  });
  afterEach(() => kept.stop());

  test('rejects no request that arrives while it runs, neither a read nor a write', async () => {
    const reader = await kept.addKey({ scopes: ['customers:read'] });
    const statuses: number[] = [];
    let isOver = false;
    const keepAsking = async (ask: () => Promise<number>) => {
      while (!isOver) statuses.push(await ask());
    };
    const askers = [
      keepAsking(() => upsert(kept)),
      keepAsking(() => upsert(kept)),
      keepAsking(() => read(kept)),
      keepAsking(() => read(kept, reader)),
    ];
    for (let count = 0; count < 5; count += 1) await kept.reset();
    isOver = true;
    await Promise.all(askers);
    expect(statuses.length).toBeGreaterThan(0);
    expect(statuses.filter((status) => status !== 200 && status !== 201)).toEqual([]);
  });

  test('serves requests sent right after its call, and the first one after its end, from the new data', async () => {
    await upsert(kept);
    const reset = kept.reset();
    const during = await Promise.all([read(kept), upsert(kept), read(kept), upsert(kept)]);
    expect(during).toEqual([200, 201, 200, 201]);
    await reset;
    expect(await total(kept)).toBe(3);
    await kept.reset();
    expect(await upsert(kept)).toBe(201);
    expect(await total(kept)).toBe(2);
  });

  test('lets writes that wait for their commit end first, and removes them', async () => {
    const writes = Array.from({ length: 30 }, () => upsert(kept));
    await kept.reset();
    expect(new Set(await Promise.all(writes))).toEqual(new Set([201]));
    await kept.reset();
    expect(await emails(kept)).toEqual(['kari@example.com']);
  });

  test('may be called several times at once, also while API keys and fixtures are added, and loses none of them', async () => {
    const [, key, , , other] = await Promise.all([
      kept.reset(),
      kept.addKey(),
      kept.reset(),
      kept.seed({ customers: [{ email: 'ola@example.com' }] }),
      kept.addKey(),
      kept.reset(),
    ]);
    expect(await emails(kept)).toEqual(['kari@example.com', 'ola@example.com']);
    expect(await Promise.all([read(kept), read(kept, key), read(kept, other)])).toEqual([200, 200, 200]);
  });

  test('leaves nothing for a search to find', async () => {
    const search = async (text: string) => (await kept.client.customers.list({ search: text })).data.length;
    await kept.client.customers.create({ email: 'solveig@example.com' });
    expect(await search('solveig')).toBe(1);
    await kept.reset();
    expect([await search('solveig'), await search('kari')]).toEqual([0, 1]);
    await kept.client.customers.create({ email: 'torunn@example.com' });
    expect([await search('torunn'), await search('solveig')]).toEqual([1, 0]);
  });

  test('may be followed by a stop, which waits for the reset', async () => {
    const reset = kept.reset();
    const reads = [read(kept), upsert(kept)];
    const stopped = Promise.all(reads).then(() => kept.stop());
    await Promise.all([reset, stopped]);
    expect(await Promise.all(reads)).toEqual([200, 201]);
    await expect(kept.reset()).rejects.toThrow('The server is stopped. Start another one to reset it.');
  });
});

test('a stop that is called during a reset waits for the reset', async () => {
  const other = await startServer();
  await Promise.all([other.reset(), other.stop()]);
  await expect(other.reset()).rejects.toThrow('The server is stopped.');
});

test('a request that is running at the start of a reset gets a response, and so does a later one', async () => {
  const slow = await slowUpsert('before');
  const reset = server.reset();
  const during = upsert();
  expect(await slow.finish()).toBe(201);
  await reset;
  expect(await during).toBe(201);
});

test('a request whose body does not arrive does not delay a reset, and uses the new data later', async () => {
  const slow = await slowUpsert('late');
  await server.reset();
  expect(await total()).toBe(0);
  expect(await slow.finish()).toBe(201);
  expect(await emails()).toEqual(['late@example.com']);
});

test('a request whose client disconnects does not delay a reset', async () => {
  const slow = await slowUpsert('gone');
  const reset = server.reset();
  slow.socket.destroy();
  await reset;
  expect(await total()).toBe(0);
});

test('a request that arrives during a reset uses the system time, not the time that was set', async () => {
  server.clock.set('2030-01-01T00:00:00Z');
  const slow = await slowUpsert('clock');
  const reset = server.reset();
  const later = server.client.customers.create({ email: 'clock@example.com' });
  const key = server.addKey({ expiresAt: Date.parse('2029-01-01T00:00:00Z') });
  expect(await slow.finish()).toBe(201);
  await reset;
  expect((await later).data.createdAt.slice(0, 4)).not.toBe('2030');
  expect(await read(server, await key)).toBe(200);
});
