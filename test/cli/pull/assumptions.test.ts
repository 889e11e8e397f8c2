import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../support/temp-folder.ts';
import { TestServer } from '../../support/test-server.ts';
import { ClinikoServer } from '../../support/vendors/cliniko.ts';
import type { ClinikoSettings } from '../../support/vendors/cliniko-settings.ts';
import { makePeople } from '../../support/vendors/people.ts';
import { PracticeHubServer } from '../../support/vendors/practicehub.ts';
import type { PracticeHubSettings } from '../../support/vendors/practicehub-settings.ts';
import { WodifyServer } from '../../support/vendors/wodify.ts';
import type { WodifySettings } from '../../support/vendors/wodify-settings.ts';
import { type PeopleServer, SourceUnderTest } from './source-under-test.ts';

const MINUTES = 600;

let server: TestServer;
let folder: string;

beforeAll(async () => {
  server = await TestServer.start();
  folder = tempFolder(afterAll);
});

afterAll(() => server.stop());

/** Pulls 7 people, changes one after 10 hours, adds one, and pulls again. */
async function pullTwice(vendor: PeopleServer, settings: Record<string, string> = {}): Promise<void> {
  const source = await SourceUnderTest.start(vendor, { server, folder, settings });
  onTestFinished(() => source.stop());
  expect((await source.pull()).state.counts.outcomes.created).toBe(7);
  await source.expectEqual();
  source.wait(MINUTES);
  source.edit({ type: 'rename', person: 2 });
  source.edit({ type: 'add' });
  const second = await source.pull();
  expect(second.isFull).toBe(false);
  expect(second.state.counts.outcomes).toMatchObject({ created: 1, updated: 1 });
  await source.expectEqual();
}

describe('an incremental pull finds a changed and a new person', () => {
  test.each<Partial<PracticeHubSettings>>([
    {},
    { changedField: 'updated_at' },
    { knowsChangedFilter: false },
    { timeZone: 'Australia/Sydney' },
    { timeZone: 'America/New_York', timeSeparator: 'T' },
    { filterTimes: 'iso-too' },
    { lastLink: 'absent', links: 'relative' },
    { order: 'newest-change-first' },
    { listsArchived: true, ids: 'text' },
    { repeatEvery: 2 },
    { repeatEvery: 2, totalCounts: 'records' },
    { throttle: { every: 2, retryAfter: 0 } },
    { throttle: { every: 2 } },
  ])('of PracticeHub with %j', async (changes) => {
    const { changedField } = changes;
    await pullTwice(
      new PracticeHubServer(makePeople(7), changes),
      changedField === undefined ? {} : { changed_field: changedField },
    );
  });

  test.each<Partial<WodifySettings>>([
    {},
    { shape: 'array' },
    { shape: 'array', pageAfterEnd: 'empty' },
    { shape: 'array', pageAfterEnd: 'first-page' },
    { createdField: 'created' },
    { noDate: '1900-01-01T00:00:00', neverChanged: 'no-date' },
    { datetimes: 'z' },
    { timeZone: 'Pacific/Auckland' },
    { stuckHasMore: true },
    { stuckHasMore: true, pageAfterEnd: 'empty' },
    { stuckHasMore: true, pageAfterEnd: 'first-page' },
    { listsRemoved: false, largePageSize: 'error' },
    { throttle: { every: 2, retryAfter: 1 } },
  ])('of Wodify with %j', async (changes) => {
    const people = makePeople(7);
    // One client was changed before, so that the source has a time even if the others have none.
    Object.assign(people[0] ?? {}, { updatedAt: Date.UTC(2022, 0, 1) });
    await pullTwice(new WodifyServer(people, changes));
  });

  test.each<Partial<ClinikoSettings>>([
    {},
    { ids: 'number' },
    { lastLink: 'null', largePageSize: 'error' },
    { sortFields: ['updated_at'] },
    { requestsPerWindow: 2, windowMs: 1000 },
  ])('of Cliniko with %j', async (changes) => {
    await pullTwice(new ClinikoServer(makePeople(7), changes));
  });
});
