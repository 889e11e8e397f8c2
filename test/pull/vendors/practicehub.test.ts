import { describe, expect, it, onTestFinished } from 'vitest';
import { makePeople } from '../../support/vendors/people.ts';
import { PRACTICEHUB_KEY, PracticeHubServer } from '../../support/vendors/practicehub.ts';
import type { PracticeHubSettings } from '../../support/vendors/practicehub-settings.ts';

interface Page {
  readonly total_entries: number;
  readonly data: readonly { readonly id: unknown; readonly [field: string]: unknown }[];
  readonly links: { readonly previous?: string; readonly self: string; readonly next?: string | null };
}

const HEADERS = { 'x-practicehub-key': PRACTICEHUB_KEY, 'x-app-details': 'upsertd=ops@example.com' };

async function start(people: number, settings: Partial<PracticeHubSettings> = {}) {
  const server = await new PracticeHubServer(makePeople(people), settings).listen();
  onTestFinished(() => server.stop());
  return { server, baseUrl: `${server.origin}/api` };
}

type Started = Awaited<ReturnType<typeof start>>;

const fetchPage = async ({ baseUrl }: Started, query = '') =>
  (await (await fetch(`${baseUrl}/patients${query}`, { headers: HEADERS })).json()) as Page;

describe('The PracticeHub server', () => {
  it.each([
    ['x-practicehub-key', 401],
    ['x-app-details', 400],
  ])('refuses a request without %s with %i', async (name, status) => {
    const { baseUrl } = await start(1);
    const headers = Object.fromEntries(Object.entries(HEADERS).filter(([header]) => header !== name));
    expect((await fetch(`${baseUrl}/patients`, { headers })).status).toBe(status);
  });

  it('refuses app details without a contact email', async () => {
    const { baseUrl } = await start(1);
    const response = await fetch(`${baseUrl}/patients`, {
      headers: { ...HEADERS, 'x-app-details': 'upsertd' },
    });
    expect(response.status).toBe(400);
  });

  it('returns 100 records of 250 if the request asks for 200, and links to the next page', async () => {
    const server = await start(250);
    const first = await fetchPage(server, '?page_size=200');
    expect(first.data).toHaveLength(100);
    expect(first.total_entries).toBe(250);
    expect(first.links.next).toBe(`${server.baseUrl}/patients?page_size=200&page=2`);
    const last = await fetchPage(server, '?page=3');
    expect(last.data).toHaveLength(50);
    expect(last.links.next).toBeNull();
  });

  it('omits the next link of the last page if the setting says so', async () => {
    expect((await fetchPage(await start(1, { lastLink: 'absent' }))).links).not.toHaveProperty('next');
  });

  it.each([
    ['updated=gte:2021-01-01 10:00:00', 3],
    ['updated=between:2021-01-01 02:00:00,2021-01-01 03:00:00', 2],
    ['first_name=like:AOI', 1],
    ['id=in:70002,70003', 2],
    ['updated=gte:2021-01-01T10:00:00Z', 12],
    ['updated=2021-01-01 10:00:00', 12],
    ['updatd=gte:2021-01-01 10:00:00', 12],
    ['email=person-3@example.com', 12],
  ])('returns for the filter %s %i of 12 records', async (filter, count) => {
    const { total_entries } = await fetchPage(
      await start(12),
      `?${new URLSearchParams([filter.split('=') as [string, string]])}`,
    );
    expect(total_entries).toBe(count);
  });

  it('shows and compares times in its own zone', async () => {
    const server = await start(1, { timeZone: 'Australia/Sydney' });
    expect((await fetchPage(server)).data[0]).toMatchObject({ updated: '2021-01-01 12:00:00' });
    expect((await fetchPage(server, '?updated=gt:2021-01-01%2012:00:00')).data).toEqual([]);
  });

  it('lists a record at the end of one page and at the beginning of the next', async () => {
    const server = await start(150, { repeatEvery: 100 });
    const [first, second] = [await fetchPage(server), await fetchPage(server, '?page=2')];
    expect(second.data[0]).toEqual(first.data[99]);
    expect(second.data).toHaveLength(51);
  });

  it.each([
    [{ every: 2, retryAfter: 3 }, '3'],
    [{ every: 2 }, null],
  ])('responds 429 with the throttle %j', async (throttle, retryAfter) => {
    const { baseUrl } = await start(1, { throttle });
    await fetch(`${baseUrl}/patients`, { headers: HEADERS });
    const second = await fetch(`${baseUrl}/patients`, { headers: HEADERS });
    expect(second.status).toBe(429);
    expect(second.headers.get('retry-after')).toBe(retryAfter);
  });

  it('shows ids as numbers or as texts', async () => {
    expect((await fetchPage(await start(1))).data[0]?.id).toBe(70_001);
    expect((await fetchPage(await start(1, { ids: 'text' }))).data[0]?.id).toBe('70001');
  });
});
