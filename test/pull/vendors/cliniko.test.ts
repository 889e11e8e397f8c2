import { describe, expect, it, onTestFinished } from 'vitest';
import { CLINIKO_KEY, ClinikoServer } from '../../support/vendors/cliniko.ts';
import type { ClinikoSettings } from '../../support/vendors/cliniko-settings.ts';
import { makePeople } from '../../support/vendors/people.ts';

const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
const HEADERS = { authorization: basic(CLINIKO_KEY), 'user-agent': 'upsertd (ops@example.com)' };

async function start(people: number, settings: Partial<ClinikoSettings> = {}) {
  const server = await new ClinikoServer(makePeople(people), { firstId: 0n, ...settings }).listen();
  onTestFinished(() => server.stop());
  return { people: server.people, baseUrl: `${server.origin}/v1` };
}

type Started = Awaited<ReturnType<typeof start>>;

async function get({ baseUrl }: Started, target: string, headers: Record<string, string> = HEADERS) {
  const response = await fetch(`${baseUrl}${target}`, { headers });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

describe('The Cliniko server', () => {
  it('refuses a wrong key, a key of another shard, and a User-Agent without an email', async () => {
    const server = await start(1);
    expect((await get(server, '/patients', { ...HEADERS, authorization: basic('x-uk1') })).status).toBe(401);
    expect((await get(server, '/patients', { ...HEADERS, 'user-agent': 'upsertd' })).status).toBe(400);
    expect((await get(await start(1, { shard: 'au1' }), '/patients')).status).toBe(401);
  });

  it('lists pages of 50 patients by default and 100 at most', async () => {
    const server = await start(130);
    const { body } = await get(server, '/patients');
    expect([body.patients.length, body.total_entries]).toEqual([50, 130]);
    expect((await get(server, '/patients?per_page=500')).body.patients).toHaveLength(100);
    expect(body.links).toEqual({
      self: `${server.baseUrl}/patients?page=1`,
      next: `${server.baseUrl}/patients?page=2`,
    });
    expect((await get(server, '/patients?page=3')).body.links).not.toHaveProperty('next');
  });

  it('filters and sorts by the time of the change', async () => {
    const server = await start(5);
    Object.assign(server.people[1] ?? {}, { updatedAt: Date.UTC(2026, 0, 1) });
    const { body } = await get(
      server,
      '/patients?q[]=updated_at:>=2021-01-01T04:00:00Z&sort=updated_at:desc',
    );
    expect(body.patients.map((one: { id: string }) => one.id)).toEqual(['2', '5', '4']);
  });

  it.each([
    '/patients?q[]=updatd_at:>2021-01-01T04:00:00Z',
    '/patients/deleted?q[]=updated_at:>2021-01-01T04:00:00Z',
  ])('responds 400 to %s', async (target) => {
    expect((await get(await start(1), target)).status).toBe(400);
  });

  it('lists archived and deleted patients apart', async () => {
    const server = await start(3);
    Object.assign(server.people[0] ?? {}, { state: 'archived' });
    Object.assign(server.people[1] ?? {}, { state: 'deleted' });
    expect((await get(server, '/patients')).body.total_entries).toBe(1);
    expect((await get(server, '/patients/archived')).body.patients[0].archived_at).toMatch(/Z$/);
    expect(Object.keys((await get(server, '/patients/deleted')).body.patients[0])).toEqual([
      'id',
      'deleted_at',
      'links',
    ]);
  });

  it('responds 429 with the end of the window to the request after the limit', async () => {
    const server = await start(1, { requestsPerWindow: 2 });
    const statuses = [
      await get(server, '/patients'),
      await get(server, '/patients'),
      await get(server, '/patients'),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    const reset = Number(statuses[2]?.headers.get('x-ratelimit-reset'));
    expect(reset).toBeGreaterThan(Date.now() / 1000 - 60);
    expect(reset).toBeLessThanOrEqual(Date.now() / 1000 + 61);
  });
});
