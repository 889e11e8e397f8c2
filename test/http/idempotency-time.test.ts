import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { EXPIRED_PER_TRANSACTION, STORED_RESPONSE_TTL_MS } from '../../src/domain/idempotency-key.ts';
import type { Store } from '../../src/domain/store/store.ts';
import { ExpiredResponseCleaner } from '../../src/http/jobs/expired-response-cleaner.ts';
import { freshEmail, freshNumber, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  server = await TestServer.start({ writesHere: true });
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(async () => {
  vi.useRealTimers();
  await server.stop();
});

const freshKey = () => `key-${freshNumber()}`;
const put = (path: string, key: string, body: object) =>
  server.as().put(path).set('Idempotency-Key', key).send(body);

describe('a response is stored for 24 hours', () => {
  test('from the first use; a replay does not extend the time', async () => {
    const [path, key, email] = [freshPath(), freshKey(), freshEmail()];
    const start = server.now;
    const first = await put(path, key, { email });
    for (const passed of [1, STORED_RESPONSE_TTL_MS / 2, STORED_RESPONSE_TTL_MS - 1]) {
      server.now = start + passed;
      const again = await put(path, key, { email });
      expect([again.headers['idempotency-replayed'], again.text]).toEqual(['true', first.text]);
    }
    server.now = start + STORED_RESPONSE_TTL_MS;
    const anew = await put(path, key, { email });
    expect([anew.status, anew.headers['upsert-outcome']]).toEqual([200, 'unchanged']);
    expect(anew.headers).not.toHaveProperty('idempotency-replayed');
  });

  test('and again from the next use, with any request', async () => {
    const [path, key, email] = [freshPath(), freshKey(), freshEmail()];
    await put(path, key, { email });
    server.now += STORED_RESPONSE_TTL_MS;
    const other = { email, name: 'Other' };
    expect((await put(path, key, other)).status).toBe(200);
    server.now += STORED_RESPONSE_TTL_MS - 1;
    expect((await put(path, key, other)).headers['idempotency-replayed']).toBe('true');
    expect((await put(path, key, { email })).body.error.code).toBe('idempotency_conflict');
  });

  test('also for a stored error; an error that is not stored starts no period', async () => {
    const [path, key, email] = [freshPath(), freshKey(), freshEmail()];
    const start = server.now;
    const send = () => put(path, key, { email }).set('If-Match', '"1"');
    expect((await send()).status).toBe(412);
    server.now += STORED_RESPONSE_TTL_MS / 2;
    await server.as().put(path).send({ email });
    expect((await send()).status).toBe(200);
    server.now = start + STORED_RESPONSE_TTL_MS + 1;
    expect((await send()).headers['idempotency-replayed']).toBe('true');

    const other = freshKey();
    expect((await put(path, other, {})).status).toBe(400);
    server.now += STORED_RESPONSE_TTL_MS;
    expect((await put(path, other, { email })).status).toBe(200);
  });
});

describe('while the first request with an Idempotency-Key is running', () => {
  /** Delays the next upsert until it is released. */
  function holdUpsert() {
    const { transaction } = server.store as Store;
    const { promise: isHeld, resolve: held } = Promise.withResolvers<void>();
    const { promise: isLetGo, resolve: letGo } = Promise.withResolvers<void>();
    vi.spyOn(server.store as Store, 'transaction').mockImplementationOnce(async (...args) => {
      held();
      await isLetGo;
      return transaction(...args);
    });
    return { isHeld, letGo };
  }

  test('the same request returns 409 with Retry-After, and a different one a conflict', async () => {
    const [path, key, email] = [freshPath(), freshKey(), freshEmail()];
    const { isHeld, letGo } = holdUpsert();
    const first = put(path, key, { email }).then((answer) => answer);
    await isHeld;
    const second = await put(path, key, { email });
    expect(second.status).toBe(409);
    expect(second.headers['retry-after']).toBe('1');
    expect(second.body.error).toMatchObject({
      type: 'idempotency_error',
      code: 'idempotency_in_progress',
      param: 'Idempotency-Key',
    });
    const other = await put(path, key, { email, name: 'Other' });
    expect(other.body.error.code).toBe('idempotency_conflict');
    expect(other.headers).not.toHaveProperty('retry-after');
    expect((await put(freshPath(), key, { email: freshEmail() })).status).toBe(201);

    letGo();
    expect((await first).status).toBe(201);
    const again = await put(path, key, { email });
    expect([again.headers['idempotency-replayed'], again.text]).toEqual(['true', (await first).text]);
  });

  test('and its client disconnects, it is still executed once', async () => {
    const [path, key, email] = [freshPath(), freshKey(), freshEmail()];
    const { isHeld, letGo } = holdUpsert();
    const first = put(path, key, { email });
    first.catch(() => undefined);
    await isHeld;
    first.abort();
    expect((await put(path, key, { email })).body.error.code).toBe('idempotency_in_progress');
    letGo();
    await expect.poll(async () => (await put(path, key, { email })).status).toBe(201);
    const again = await put(path, key, { email });
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', 'upsert-outcome': 'created' });
  });
});

describe('expired stored responses', () => {
  const swept = async () => {
    const text = await server.metrics();
    return Number(/^upsertd_idempotency_swept_total (\d+)$/m.exec(text)?.[1]);
  };

  test('are deleted every minute, some at a time, while requests are served, and counted in the metrics', async () => {
    while ((await server.store.responses.deleteExpired(server.now)) > 0);
    const many = 2 * EXPIRED_PER_TRANSACTION + 100;
    const answer = { status: 200, headers: {}, body: '0123456789' };
    await Promise.all(
      Array.from({ length: many }, (_, index) =>
        server.store.responses.store(
          server.tenant,
          { id: `swept-${index}`, fingerprint: 'f', now: server.now - STORED_RESPONSE_TTL_MS },
          answer,
        ),
      ),
    );
    const [path, key, email] = [freshPath(), freshKey(), freshEmail()];
    await put(path, key, { email });
    const before = await swept();
    const deleteExpired = vi.spyOn(server.store.responses, 'deleteExpired');

    vi.advanceTimersByTime(60_000);
    const during = await Promise.all(
      Array.from({ length: 20 }, () => put(freshPath(), freshKey(), { email: freshEmail() })),
    );
    expect(new Set(during.map(({ status }) => status))).toEqual(new Set([201]));
    await expect.poll(swept).toBe(before + many);
    const rounds = await Promise.all(deleteExpired.mock.results.map(({ value }) => value));
    expect(rounds).toEqual([EXPIRED_PER_TRANSACTION, EXPIRED_PER_TRANSACTION, 100, 0]);
    expect((await put(path, key, { email })).headers['idempotency-replayed']).toBe('true');
  });

  test('remain until the next minute if the store fails, and the failure is logged', async () => {
    const claim = { id: 'left', fingerprint: 'f', now: server.now - STORED_RESPONSE_TTL_MS };
    await server.store.responses.store(server.tenant, claim, {
      status: 200,
      headers: {},
      body: '',
    });
    const before = await swept();
    const deleteExpired = vi
      .spyOn(server.store.responses, 'deleteExpired')
      .mockRejectedValueOnce(new Error('planted'));
    vi.advanceTimersByTime(60_000);
    await expect.poll(() => deleteExpired.mock.calls.length).toBe(1);
    expect(server.mistakes.splice(0)).toEqual([
      expect.stringMatching(/^expired responses were not deleted: Error: planted/),
    ]);
    vi.advanceTimersByTime(60_000);
    await expect.poll(swept).toBe(before + 1);
  });

  test('are no longer deleted after the server stops', async () => {
    const rounds: number[] = [];
    const responses = { deleteExpired: async () => rounds.push(1) };
    const cleaner = new ExpiredResponseCleaner({ responses: responses as never, clock: () => 0 });
    const deleting = cleaner.deleteExpired();
    expect(cleaner.deleteExpired()).toBe(deleting);
    await cleaner.stop();
    await deleting;
    const done = rounds.length;
    await new Promise(setImmediate);
    expect(rounds).toHaveLength(done);
  });
});
