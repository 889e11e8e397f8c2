import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { hashSecret, type Secret } from '../../src/domain/keys/key-gate.ts';
import { unavailable } from '../../src/domain/problem.ts';
import { freshEmail, freshNumber, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ writesHere: true });
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => server.stop());

const freshKey = () => `key-${freshNumber()}`;
const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';

/** A request with an Idempotency-Key. */
const keyed = (method: 'put' | 'post' | 'patch', path: string, key = freshKey(), apiKey = server.key) =>
  server.as(apiKey)[method](path).set('Idempotency-Key', key);

describe('a lasting error is stored, so that a retry gets the same response', () => {
  test('400: a body or a parameter that breaks the contract', async () => {
    const key = freshKey();
    const path = freshPath();
    const send = (body: object) => keyed('put', path, key).send(body);
    const first = await send({ name: 'Kari' });
    expect(first.status).toBe(400);
    const again = await send({ name: 'Kari' });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.text).toBe(first.text);
    const mended = await send({ name: 'Kari', email: freshEmail() });
    expect(mended.body.error.code).toBe('idempotency_conflict');
    expect((await server.as().get(path)).status).toBe(404);
  });

  test('400: an object that would be too large after the merge, in the words of the request', async () => {
    const key = freshKey();
    const path = freshPath();
    const body = { email: freshEmail(), custom_fields: { a: 'x'.repeat(65_536) } };
    const first = await keyed('put', path, key).send(body);
    expect(first.body.error).toMatchObject({ code: 'invalid_request', param: 'custom_fields' });
    const again = await keyed('put', path, key).send(body);
    expect([again.headers['idempotency-replayed'], again.text]).toEqual(['true', first.text]);
  });

  test('404: no customer to change, even if it exists later', async () => {
    const key = freshKey();
    const first = await keyed('patch', `/v2/customers/${ID}`, key).send({ name: 'Kari' });
    expect(first.status).toBe(404);
    const again = await keyed('patch', `/v2/customers/${ID}`, key).send({ name: 'Kari' });
    expect([again.headers['idempotency-replayed'], again.text]).toEqual(['true', first.text]);
  });

  test.each(['post', 'put'] as const)(
    '409: the email of another customer, even if it is free later (%s)',
    async (method) => {
      const key = freshKey();
      const email = freshEmail();
      const owner = (await server.as().put(freshPath()).send({ email })).body.data;
      const path = method === 'post' ? '/v2/customers' : freshPath();
      const first = await keyed(method, path, key).send({ email });
      expect(first.body.error).toMatchObject({ code: 'conflict', details: { customer_id: owner.id } });
      await server.as().patch(`/v2/customers/${owner.id}`).send({ email: freshEmail() });
      const again = await keyed(method, path, key).send({ email });
      expect([again.headers['idempotency-replayed'], again.text]).toEqual(['true', first.text]);
      expect((await keyed(method, path).send({ email })).status).toBe(201);
    },
  );

  test('409: an atomic batch that was rejected', async () => {
    const key = freshKey();
    const customers = [{ external_id: `${freshNumber()}`, email: freshEmail() }, { external_id: 'x' }];
    const send = () =>
      keyed('put', '/v2/customers/external/batch?atomic=true', key).send({ source: 'clinic', customers });
    const first = await send();
    expect(first.body.error.code).toBe('batch_rejected');
    const again = await send();
    expect([again.headers['idempotency-replayed'], again.text]).toEqual(['true', first.text]);
  });
});

describe('a transient error is not stored, so that a retry is processed again', () => {
  /** Sends the same request twice under one Idempotency-Key, before and after `repair`: first rejected, then executed. */
  async function refusedThenDone(
    status: number,
    send: (key: string) => PromiseLike<{ status: number; headers: Record<string, string> }>,
    repair: () => unknown = () => {},
  ) {
    const key = freshKey();
    for (let round = 0; round < 2; round += 1) {
      const refused = await send(key);
      expect(refused.status).toBe(status);
      expect(refused.headers).not.toHaveProperty('idempotency-replayed');
    }
    await repair();
    const done = await send(key);
    expect([200, 201]).toContain(done.status);
    expect(done.headers).not.toHaveProperty('idempotency-replayed');
    expect((await send(key)).headers['idempotency-replayed']).toBe('true');
  }

  test('400: an unreadable body', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    let text = `{"email":"${email}"`;
    const send = (key: string) => keyed('put', path, key).type('json').send(text);
    await refusedThenDone(400, send, () => {
      text += '}';
    });
  });

  test('400: an unknown API version', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    let version = '1999-01-01';
    const send = (key: string) => keyed('put', path, key).set('RevKeen-Version', version).send({ email });
    await refusedThenDone(400, send, () => {
      version = '2026-05-01';
    });
  });

  test('401: an API key that does not exist yet', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    let apiKey = 'rk_sandbox_nonsense';
    const send = (key: string) => keyed('put', path, key, apiKey).send({ email });
    await refusedThenDone(401, send, () => {
      apiKey = server.key;
    });
  });

  test('406, 413 and 415: headers or size of the body', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    const request = { accept: 'text/html', type: 'text/plain', padding: 1024 * 1024 };
    const send = (key: string) =>
      keyed('put', path, key)
        .accept(request.accept)
        .type(request.type)
        .send(JSON.stringify({ email }) + ' '.repeat(request.padding));
    const key = freshKey();
    expect((await send(key)).status).toBe(406);
    request.accept = 'application/json';
    expect((await send(key)).status).toBe(413);
    request.padding = 0;
    await refusedThenDone(415, send, () => {
      request.type = 'application/json';
    });
  });

  test('412: a condition that is not met yet', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    await server.as().put(path).send({ email });
    const send = (key: string) =>
      keyed('put', path, key).set('If-Match', '"2"').send({ email, name: 'Last' });
    await refusedThenDone(412, send, () => server.as().put(path).send({ email, name: 'Second' }));
  });

  test('503: a store that fails', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    vi.spyOn(server.store, 'transaction')
      .mockRejectedValueOnce(unavailable())
      .mockRejectedValueOnce(unavailable());
    await refusedThenDone(503, (key) => keyed('put', path, key).send({ email }));
  });

  test('503 instead of 400: the store cannot find the stored response of a dry run', async () => {
    const key = freshKey();
    const send = () => keyed('put', '/v2/customers/external/batch?dry_run=true', key).send({});
    vi.spyOn(server.store.responses, 'find').mockRejectedValueOnce(unavailable());
    expect((await send()).status).toBe(503);
    expect((await send()).status).toBe(400);
  });

  test('500: a bug', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    vi.spyOn(server.store, 'transaction')
      .mockRejectedValueOnce(new Error('planted'))
      .mockRejectedValueOnce(new Error('planted'));
    await refusedThenDone(500, (key) => keyed('put', path, key).send({ email }));
    expect(server.mistakes.splice(0)).toHaveLength(2);
  });

  test('503 instead of 400: the store cannot store the 400', async () => {
    const path = freshPath();
    const key = freshKey();
    vi.spyOn(server.store.responses, 'store').mockRejectedValueOnce(unavailable());
    expect((await keyed('put', path, key).send({})).status).toBe(503);
    expect((await keyed('put', path, key).send({ email: freshEmail() })).status).toBe(201);
  });

  test('404 and 405: an unknown path or method', async () => {
    const key = freshKey();
    expect((await keyed('put', '/v2/nowhere', key).send({})).status).toBe(404);
    expect((await keyed('patch', '/v2/customers', key).send({})).status).toBe(405);
    expect((await keyed('post', '/v2/customers', key).send({ email: freshEmail() })).status).toBe(201);
  });
});

describe('before a stored response is replayed, the server checks', () => {
  test('whether the API key has been revoked', async () => {
    const [path, key, email] = [freshPath(), freshKey(), freshEmail()];
    const apiKey = await server.addKey();
    expect((await keyed('put', path, key, apiKey).send({ email })).status).toBe(201);
    const found = await server.store.keys.find(hashSecret(apiKey as Secret));
    await server.store.keys.revoke(found?.key.id ?? '', server.now);
    const { status, body, headers } = await keyed('put', path, key, apiKey).send({ email });
    expect([status, body.error.details.reason]).toEqual([401, 'revoked_key']);
    expect(headers).not.toHaveProperty('idempotency-replayed');
  });

  test('whether the API key has expired', async () => {
    const [path, key, email] = [freshPath(), freshKey(), freshEmail()];
    const apiKey = await server.addKey({ expiresAt: server.now + 1000 });
    expect((await keyed('put', path, key, apiKey).send({ email })).status).toBe(201);
    server.now += 1000;
    expect((await keyed('put', path, key, apiKey).send({ email })).status).toBe(401);
  });

  test('the scope of the API key', async () => {
    const [path, key, email] = [freshPath(), freshKey(), freshEmail()];
    const apiKey = await server.addKey();
    await keyed('put', path, key, apiKey).send({ email });
    const find = server.store.keys.find.bind(server.store.keys);
    vi.spyOn(server.store.keys, 'find').mockImplementation(async (hash) => {
      const found = await find(hash);
      return found && { ...found, key: { ...found.key, scopes: ['customers:read'] } };
    });
    const refused = await keyed('put', path, key, apiKey).send({ email });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'permission_denied']);
    vi.restoreAllMocks();
    const again = await keyed('put', path, key, apiKey).send({ email });
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  test('content type, size and syntax of the body', async () => {
    const [path, key, email] = [freshPath(), freshKey(), freshEmail()];
    await keyed('put', path, key).send({ email });
    const send = (text: string, type = 'application/json') => keyed('put', path, key).type(type).send(text);
    const good = JSON.stringify({ email });
    expect((await send(good, 'text/plain')).status).toBe(415);
    expect((await send(good + ' '.repeat(2 ** 20))).status).toBe(413);
    expect((await send(`${good}}`)).status).toBe(400);
    expect((await send(good)).headers['idempotency-replayed']).toBe('true');
  });
});
