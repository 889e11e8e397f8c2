import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

/** Returns the value of a metric with its labels. */
async function read(name: string): Promise<number> {
  const text = await server.metrics();
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length));
}

const put = (path: string, email: string) => server.as().put(path).send({ email });

describe('the metrics', () => {
  test('count requests by operation and status, upserts by outcome, and commits with their writes', async () => {
    const names = [
      'upsertd_request_duration_seconds_count{operation="upsertCustomerByExternalId",status="201"}',
      'upsertd_request_duration_seconds_count{operation="none",status="404"}',
      'upsertd_upserts_total{outcome="created"}',
      'upsertd_upserts_total{outcome="unchanged"}',
    ];
    // After everything that the server writes when it starts.
    await put(freshPath(), freshEmail()).expect(201);
    const before = await Promise.all(names.map(async (name) => (await read(name)) || 0));
    const [commits, writes] = [
      await read('upsertd_commit_duration_seconds_count'),
      await read('upsertd_commit_writes_sum'),
    ];
    const [path, email] = [freshPath(), freshEmail()];
    await put(path, email).expect(201);
    await put(path, email).expect(200);
    await server.as().get('/v2/nowhere').expect(404);
    expect(await Promise.all(names.map(read))).toEqual(before.map((count) => count + 1));
    expect(await read('upsertd_commit_duration_seconds_count')).toBe(commits + 2);
    expect(await read('upsertd_commit_writes_sum')).toBe(writes + 2);
  });

  test('have the size of the database, the waiting writes and the number of stored responses', async () => {
    const kept = await read('upsertd_idempotency_kept');
    const send = () => put(path, email).set('Idempotency-Key', path);
    const [path, email] = [freshPath(), freshEmail()];
    await send().expect(201);
    await send().expect(201);
    expect(await read('upsertd_idempotency_kept')).toBe(kept + 1);
    expect(await read('upsertd_write_queue_length')).toBe(0);
    expect(await read('upsertd_database_bytes')).toBeGreaterThan(10_000);
    expect(await read('upsertd_wal_bytes')).toBeGreaterThan(1000);
  });

  test('have the usual figures of a program: memory, event loop lag and build', async () => {
    expect(await read('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    expect(await read('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    expect(await read(`upsertd_build_info{version="1.2.3",node="${process.versions.node}"}`)).toBe(1);
  });

  test('contain no customer data, API key or path', async () => {
    await put('/v2/customers/external/practicehub/PERSON-1', 'kari@example.com').expect(201);
    await server.as().get('/v2/customers?search=kari').expect(200);
    await server.as('rk_live_kari').get('/kari').expect(401);
    const text = await server.metrics();
    expect(text).not.toMatch(/kari|person-1|practicehub|rk_/i);
  });
});

describe('without a token the port of the API', () => {
  test.for([{}, { 'X-Forwarded-For': '127.0.0.1' }, { Via: '1.1 proxy' }, { Host: 'rebound.example.com' }])(
    'refuses the metrics to this machine too, with the headers %j',
    async (headers) => {
      const open = await TestServer.start({ metricsToken: undefined });
      onTestFinished(() => open.stop());
      const { body } = await open.as(null).get('/metrics').set(headers).expect(403);
      expect(body.error).toMatchObject({
        code: 'permission_denied',
        message: expect.stringMatching(/--metrics-token.*--metrics-listen/),
      });
    },
  );
});

describe('the port for the metrics', () => {
  let opened: TestServer;
  let port: string;
  beforeAll(async () => {
    opened = await TestServer.start({ metricsListen: { host: '127.0.0.1', port: 0 } });
    ({ port } = new URL(opened.metricsUrl ?? ''));
  });
  afterAll(() => opened.stop());
  const get = (path: string, headers = {}) =>
    supertest(opened.metricsUrl ?? '')
      .get(path)
      .set(headers);

  test('serves them without a token in the format of Prometheus', async () => {
    const { text, headers } = await get('/metrics').expect(200);
    expect(text).toContain('upsertd_build_info');
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  });

  test.for([
    '127.0.0.1',
    '[::1]:9100',
    '192.0.2.7:9100',
    'localhost',
    'LOCALHOST:1',
    'a.localhost',
    'upsertd:9100',
  ])(
    'serves them to a request for the host %s, because a page of another server cannot have this name',
    async (host) => {
      await get('/metrics', { Host: host }).expect(200);
    },
  );

  test.for(['example.com', 'rebound.example.com:9100', '127.0.0.1.example.com', 'com.', '[::1].example.com'])(
    'refuses a request for the host %s, to which another page may lead a browser',
    async (host) => {
      const { body } = await get('/metrics', { Host: host }).expect(403);
      expect(body.error.message).toContain('--metrics-listen');
    },
  );

  test('serves nothing else', async () => {
    for (const path of ['/', '/docs', '/v2/customers', '/openapi.json', '/metrics/', '/console']) {
      await get(path).expect(404);
    }
    const { headers } = await supertest(opened.metricsUrl ?? '')
      .post('/metrics')
      .expect(405);
    expect(headers.allow).toBe('GET, HEAD');
  });

  test('closes with the server, so that the next server can open it', async () => {
    const first = await TestServer.start({ metricsListen: { host: '127.0.0.1', port: 0 } });
    const again = Number(new URL(first.metricsUrl ?? '').port);
    await first.stop();
    const second = await TestServer.start({ metricsListen: { host: 'localhost', port: again } });
    await second.stop();
  });

  test('that is in use stops the start, and leaves no port open', async () => {
    const start = TestServer.start({ metricsListen: { host: '127.0.0.1', port: Number(port) } });
    await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

test('with a token the metrics are only for clients that send it', async () => {
  const guarded = await TestServer.start({ metricsToken: 'a-token-of-enough-length' });
  const get = (sent: string) => guarded.as(null).get('/metrics').set('Authorization', sent);
  const { headers } = await guarded.as(null).get('/metrics').expect(401);
  expect(headers['www-authenticate']).toBe('Bearer realm="upsertd metrics"');
  await get('Bearer another-token').expect(401);
  await get('Basic a-token-of-enough-length').expect(401);
  await get('Bearer a-token-of-enough-length').set('Via', '1.1 proxy').expect(200);
  await guarded.stop();
});
