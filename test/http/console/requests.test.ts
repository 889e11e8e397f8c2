import { describe, expect, test } from 'vitest';
import type { TestServer } from '../../support/test-server.ts';
import { newestRequest, type Operator, openConsole } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

const put = (key: string, source: string, externalId: string, body: object, headers = {}) =>
  server.as(key).put(`/v2/customers/external/${source}/${externalId}`).set(headers).send(body);

describe('the request log', () => {
  test('shows bodies of sandbox requests, and only method, route and status of live requests', async () => {
    await put(server.key, 'practicehub', 'SECRET-ID', { email: 'sandbox.person@example.com' });
    expect((await operator.get(await newestRequest(operator))).text).toContain('sandbox.person@example.com');

    const live = await server.addKey({ mode: 'live' });
    await put(live, 'practicehub', 'SECRET-ID', { email: 'live.person@example.com' });
    const page = (await operator.get(await newestRequest(operator))).text;
    expect(page).toContain('/v2/customers/external/{source}/{externalId}');
    const list = (await operator.get('/console/requests')).text;
    for (const text of [page, list]) {
      expect(text).not.toMatch(/live\.person|SECRET-ID/);
      expect(text).not.toContain(live);
      expect(text).not.toContain(server.key);
    }
  });

  test('names the invalid fields of a live request that the contract has, and no other name', async () => {
    const live = await server.addKey({ mode: 'live' });
    await put(live, 'practicehub', 'PAT-9', { email: 'nobody', metadata: { 'jane@example.com': { a: 1 } } });
    const page = (await operator.get(await newestRequest(operator))).text;
    expect(page).toContain('invalid_request: validation_error (email');
    expect(page).not.toMatch(/jane|nobody/);
    await fetch(`${server.url}/v2/customers?limit=nonsense`, { headers: { 'x-api-key': live } });
    expect((await operator.get(await newestRequest(operator))).text).toContain('validation_error (limit)');
  });

  test('shows the outcome of a request, marks replays, and filters requests that failed', async () => {
    const headers = { 'Idempotency-Key': 'the-same' };
    await put(server.key, 'practicehub', 'PAT-1', { email: 'one@example.com' }, headers);
    expect((await operator.get(await newestRequest(operator))).text).toContain('created');
    await put(server.key, 'practicehub', 'PAT-1', { email: 'one@example.com' }, headers);
    expect((await operator.get(await newestRequest(operator))).text).toContain('replayed');
    await server.as(null).get('/v2/customers');
    await newestRequest(operator);
    const problems = (await operator.get('/console/requests?only=problems')).text;
    expect([problems.includes('>401<'), problems.includes('>201<')]).toEqual([true, false]);
  });

  test('stores no body above 8 KiB, and only the last 500 requests', async () => {
    await put(server.key, 'practicehub', 'PAT-2', { email: 'two@example.com', notes: 'x'.repeat(9000) });
    const large = await newestRequest(operator);
    expect((await operator.get(large)).text).toContain('The log does not contain the bodies of this request');
    for (let sent = 0; sent < 500; sent += 50) {
      await Promise.all(Array.from({ length: 50 }, () => fetch(`${server.url}/v2/customers`)));
    }
    await newestRequest(operator);
    expect((await operator.get(large)).status).toBe(404);
  });
});

describe('the overview', () => {
  const legendOf = async (source: string, query = '') => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { text } = await operator.get(`/console${query}`);
    const [, section = ''] = text.split(`aria-label="${source}"`);
    return [...section.matchAll(/<li class="(\w+)">\w+ <strong>(\d+)</g)]
      .slice(0, 5)
      .map(([, name, count]) => `${name} ${count}`);
  };

  test('counts the outcome of every item of a source, without replays and dry runs', async () => {
    const send = (id: string, body: object, headers = {}) => put(server.key, 'Counted', id, body, headers);
    await send(
      '1',
      { email: 'c1@example.com', external_updated_at: '2026-02-01T00:00:00Z' },
      { 'Idempotency-Key': 'c1' },
    );
    await send(
      '1',
      { email: 'c1@example.com', external_updated_at: '2026-02-01T00:00:00Z' },
      { 'Idempotency-Key': 'c1' },
    );
    await send('1', { email: 'c1@example.com', external_updated_at: '2026-01-01T00:00:00Z' });
    await send('1', { email: 'c1@example.com' });
    await send('1', { email: 'c1@example.com', name: 'New' });
    await send('2', { email: 'not an email' });
    const customers = [
      { external_id: '3', email: 'c3@example.com' },
      { external_id: '4', email: 'not an email' },
    ];
    await server.as().put('/v2/customers/external/batch?dry_run=true').send({ source: 'counted', customers });
    await server.as().put('/v2/customers/external/batch').send({ source: 'counted', customers });
    expect(await legendOf('counted')).toEqual([
      'created 2',
      'updated 1',
      'unchanged 1',
      'stale 1',
      'failed 2',
    ]);
  });

  test('counts only the last hour or, with range=day, the last 24 hours', async () => {
    await put(server.key, 'yesterday', '1', { email: 'y1@example.com' });
    server.now += 2 * 3_600_000;
    expect(await legendOf('yesterday')).toEqual([
      'created 0',
      'updated 0',
      'unchanged 0',
      'stale 0',
      'failed 0',
    ]);
    expect(await legendOf('yesterday', '?range=day')).toContain('created 1');
  });

  test('shows no invalid source of a rejected request', async () => {
    await put(server.key, 'jane%40example.com', '1', { email: 'j@example.com' });
    expect((await operator.get('/console')).text).not.toContain('jane@example.com');
  });
});
