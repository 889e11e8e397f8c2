import { describe, expect, it, onTestFinished } from 'vitest';
import { makePeople } from '../../support/vendors/people.ts';
import { WODIFY_KEY, WodifyServer, wodifyError } from '../../support/vendors/wodify.ts';
import type { WodifySettings } from '../../support/vendors/wodify-settings.ts';

const HEADERS = { 'x-api-key': WODIFY_KEY };

async function start(people: number, settings: Partial<WodifySettings> = {}) {
  const server = await new WodifyServer(makePeople(people), settings).listen();
  onTestFinished(() => server.stop());
  return { server, baseUrl: `${server.origin}/v1` };
}

type Started = Awaited<ReturnType<typeof start>>;

async function get({ baseUrl }: Started, target: string, headers: Record<string, string> = HEADERS) {
  const response = await fetch(`${baseUrl}${target}`, { headers });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) };
}

describe('The Wodify server', () => {
  it('refuses a request without a key, and a plan without API', async () => {
    expect((await get(await start(1), '/clients', {})).status).toBe(403);
    expect((await get(await start(1, { planHasApi: false }), '/clients')).status).toBe(403);
  });

  it.each(['/client', '/clients/7'])('responds 403 Missing Authentication Token to %s', async (path) => {
    const { status, body } = await get(await start(1), path);
    expect([status, body.message]).toEqual([403, 'Missing Authentication Token']);
  });

  it('lists pages of at most 100 clients, without a total', async () => {
    const server = await start(130);
    const first = (await get(server, '/clients?page=1&page_size=500')).body;
    expect(first.clients).toHaveLength(100);
    expect(first.pagination).toEqual({ page: 1, page_size: 100, has_more: true });
    expect((await get(server, '/clients?page=2')).body.pagination.has_more).toBe(false);
  });

  it('filters nothing by status', async () => {
    const server = await start(2);
    Object.assign(server.server.people[1] ?? {}, { state: 'deleted' });
    expect((await get(server, '/clients?status=Active')).body.clients).toHaveLength(2);
  });

  it.each([
    ['last-page', 10_000_101],
    ['first-page', 10_000_001],
    ['empty', undefined],
  ] as const)('keeps has_more true, and shows the %s after the end', async (pageAfterEnd, id) => {
    const server = await start(130, { stuckHasMore: true, pageAfterEnd });
    const { clients, pagination } = (await get(server, '/clients?page=3')).body;
    expect([clients[0]?.id, pagination.has_more]).toEqual([id, true]);
  });

  it('responds with a bare array if the setting says so', async () => {
    expect((await get(await start(1, { shape: 'array' }), '/clients')).body).toHaveLength(1);
  });

  it('has created_on in a list and created in a single client', async () => {
    const server = await start(1);
    expect((await get(server, '/clients')).body.clients[0]).toHaveProperty('created_on.created_on_datetime');
    expect((await get(server, '/clients/10000001')).body).toHaveProperty('created.created_on_datetime');
  });

  it('shows no date as 1900-01-01, no text as an empty one, and an id above 2^53 with all digits', async () => {
    const server = await start(2);
    Object.assign(server.server.people[1] ?? {}, { email: null });
    const { text, body } = await get(server, '/clients');
    expect(body.clients[1]).toMatchObject({ email: '', date_of_birth: '1900-01-01' });
    expect(text).toContain('"location_id":9007199254740993,');
  });

  it.each([
    ['naive', '2020-12-31T20:00:00'],
    ['z', '2020-12-31T20:00:00Z'],
  ] as const)('shows the clock of its zone in %s datetimes', async (datetimes, time) => {
    const { body } = await get(await start(1, { datetimes }), '/clients');
    expect(body.clients[0].updated.updated_on_datetime).toBe(time);
  });

  it('has two forms of an error with the status 200', () => {
    expect(wodifyError('x', 'codes')).toMatchObject({ status: 200, body: { HTTPCode: 500 } });
    expect(wodifyError('x', 'api-error')).toMatchObject({
      body: { APIError: { ErrorMessage: 'x' } },
    });
  });
});
