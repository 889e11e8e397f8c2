import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

/** A reference whose last update had this timestamp, and a function that updates it again. */
async function storeCustomerAt(time: string | undefined) {
  const path = freshPath();
  const email = freshEmail();
  const send = (sent: object) =>
    server
      .as()
      .put(path)
      .send({ email, ...sent });
  const first = await send({ name: 'First', ...(time && { external_updated_at: time }) });
  const read = async () => (await server.as().get(path)).body.data;
  return { first, send, read };
}

const NOON = '2026-11-20T12:00:00Z';

describe('an update with a timestamp', () => {
  test.each([
    '2026-11-20T11:59:59Z',
    '2026-11-20T13:59:59+02:00',
    '2026-11-20T11:59:59.999999Z',
    '1970-01-01T00:00:00Z',
  ])('is ignored when it is older: %s', async (time) => {
    const { first, send, read } = await storeCustomerAt(NOON);
    server.now += 1000;
    const { status, headers, body } = await send({ name: 'Older', unknown: 1, external_updated_at: time });
    expect(status).toBe(200);
    expect(headers['upsert-outcome']).toBe('stale');
    expect(Object.keys(body)).toEqual(['ignored', 'reason', 'stored_timestamp', 'incoming_timestamp']);
    expect(body).toMatchObject({
      ignored: true,
      reason: 'stale_update',
      stored_timestamp: '2026-11-20T12:00:00.000Z',
    });
    expect(Date.parse(body.incoming_timestamp)).toBe(Math.trunc(Date.parse(time)));
    expect(await read()).toMatchObject(first.body.data);
  });

  test.each([
    NOON,
    '2026-11-20T13:00:00+01:00',
    '2026-11-20T12:00:00.000000Z',
    '2026-11-20T12:00:00.000001Z',
    '2026-11-20T08:00:00-05:00',
  ])('is applied when it is equal or newer: %s', async (time) => {
    const { send, read } = await storeCustomerAt(NOON);
    expect((await send({ name: 'Newer', external_updated_at: time })).headers['upsert-outcome']).toBe(
      'updated',
    );
    expect(await read()).toMatchObject({ name: 'Newer' });
  });

  test('is stored if it is newer, even if nothing else changes', async () => {
    const { first, send, read } = await storeCustomerAt(NOON);
    server.now += 1000;
    const newer = await send({ external_updated_at: '2026-11-21T00:00:00Z' });
    expect(newer.headers['upsert-outcome']).toBe('unchanged');
    expect(newer.body.data).toMatchObject({ updatedAt: first.body.data.updatedAt });
    expect(await read()).toMatchObject({ externalRefs: [{ externalUpdatedAt: '2026-11-21T00:00:00.000Z' }] });
    expect((await send({ external_updated_at: '2026-11-20T18:00:00Z' })).body.ignored).toBe(true);
  });

  test('is compared to the nanosecond, with any number of digits', async () => {
    const { send } = await storeCustomerAt('2026-11-20T12:00:00.0005Z');
    const { body } = await send({ external_updated_at: '2026-11-20T12:00:00.00049999900Z' });
    expect(body).toMatchObject({
      stored_timestamp: '2026-11-20T12:00:00.000500Z',
      incoming_timestamp: '2026-11-20T12:00:00.000499999Z',
    });
    const newer = await send({ external_updated_at: '2026-11-20T12:00:00.000500001999999Z' });
    expect(newer.body.data.externalRefs[0].externalUpdatedAt).toBe('2026-11-20T12:00:00.000500001Z');
    expect((await send({ external_updated_at: '2026-11-20T12:00:00.0005Z' })).body.ignored).toBe(true);
  });

  test.each(['2026-11-20T12:00:00+0530', '2026-11-20T12:00:00+05', '2026-11-20\t12:00:00Z'])(
    'is refused if it is not RFC 3339: %j',
    async (external_updated_at) => {
      const { send } = await storeCustomerAt(NOON);
      const { status, body } = await send({ external_updated_at });
      expect([status, body.error.param]).toEqual([400, 'external_updated_at']);
    },
  );

  test('is applied if it is the first with a timestamp', async () => {
    const { send } = await storeCustomerAt(undefined);
    const { headers, body } = await send({ external_updated_at: '1999-01-01T00:00:00Z' });
    expect(headers['upsert-outcome']).toBe('unchanged');
    expect(body.data.externalRefs[0].externalUpdatedAt).toBe('1999-01-01T00:00:00.000Z');
  });

  test('is ignored before its email is checked', async () => {
    const taken = await storeCustomerAt(NOON);
    const { send } = await storeCustomerAt(NOON);
    const sent = { email: taken.first.body.data.email, external_updated_at: '2026-11-19T00:00:00Z' };
    expect((await send(sent)).body.ignored).toBe(true);
  });

  test('is compared with its own reference alone', async () => {
    const email = freshEmail();
    const [one, other] = [freshPath('one'), freshPath('other')];
    const put = (path: string, external_updated_at: string) =>
      server.as().put(path).send({ email, external_updated_at });
    await put(one, '2026-11-20T12:00:00Z');
    expect((await put(other, '2020-01-01T00:00:00Z')).headers['upsert-outcome']).toBe('linked');
    expect((await put(other, '2020-01-01T00:00:01Z')).headers['upsert-outcome']).toBe('unchanged');
    expect((await put(one, '2026-11-20T11:00:00Z')).headers['upsert-outcome']).toBe('stale');
  });
});

describe('an update without a timestamp', () => {
  test.each([{}, { external_updated_at: null }])(
    'is applied, warned of, and leaves the stored one: %j',
    async (sent) => {
      const { send, read } = await storeCustomerAt(NOON);
      const { headers, body } = await send({ name: 'Untimed', ...sent });
      expect(headers['upsert-outcome']).toBe('updated');
      expect(body.warnings).toEqual([expect.stringMatching(/^external_updated_at: not sent/)]);
      expect(await read()).toMatchObject({
        name: 'Untimed',
        externalRefs: [{ externalUpdatedAt: '2026-11-20T12:00:00.000Z' }],
      });
    },
  );

  test('causes no warning while no timestamp is stored', async () => {
    const { first, send } = await storeCustomerAt(undefined);
    expect(first.body).not.toHaveProperty('warnings');
    expect((await send({ name: 'Again' })).body).not.toHaveProperty('warnings');
  });
});

describe('a timestamp in the future', () => {
  test.each([
    [5 * 60_000, undefined],
    [5 * 60_000 + 1, [expect.stringMatching(/^external_updated_at: .* is in the future/)]],
  ])('by %i ms is applied, with a warning beyond five minutes', async (ahead, warnings) => {
    const { first } = await storeCustomerAt(new Date(server.now + ahead).toISOString());
    expect(first.status).toBe(201);
    expect(first.body.warnings).toEqual(warnings);
  });
});

test.each(['2026-11-20', '2026-11-20T12:00:00', 'yesterday', '', '2026-02-30T00:00:00Z', 1795456800, {}])(
  '%j is no time',
  async (time) => {
    const sent = { email: freshEmail(), external_updated_at: time };
    const { status, body } = await server.as().put(freshPath()).send(sent);
    expect(status).toBe(400);
    expect(body.error.param).toBe('external_updated_at');
  },
);
