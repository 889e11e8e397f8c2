import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { makePeople } from '../../support/vendors/people.ts';
import { PracticeHubServer } from '../../support/vendors/practicehub.ts';
import { PullFixture } from './pull-fixture.ts';

const HOUR = 3_600_000;

describe('pulling from PracticeHub', () => {
  test('creates each patient by the patient number, with name, email, phone and id only', async () => {
    const fixture = await PullFixture.start(new PracticeHubServer(makePeople(250)));
    const report = await fixture.report();
    expect(report).toMatchObject({ code: 0, full: true, complete: true, pages: 3, read: 250, created: 250 });
    const customer = (await fixture.customers('practicehub')).get('PN-7');
    expect(customer).toMatchObject({
      email: 'person-7@example.com',
      name: 'Jürgen Lund',
      phone: '+1 555 01000007',
      metadata: { practicehub_id: '70007' },
    });
    expect(JSON.stringify(customer)).not.toMatch(/1990-05-17|private/);
  });

  test('reads and sends only the patients that changed since the checkpoint', async () => {
    const vendor = new PracticeHubServer(makePeople(250));
    const fixture = await PullFixture.start(vendor);
    const first = await fixture.report();
    for (const person of vendor.people.slice(100, 103)) {
      person.last = 'Changed';
      person.updatedAt = Date.now();
    }
    const second = await fixture.report();
    expect(second).toMatchObject({ code: 0, full: false, filter: 'applied', updated: 3 });
    expect(second.checkpoint_before).toBe(first.checkpoint);
    expect((await fixture.report()).updated).toBe(0);
  });

  test('reports an ignored filter, and sends only the changed patients', async () => {
    const vendor = new PracticeHubServer(makePeople(250), { knowsChangedFilter: false });
    const fixture = await PullFixture.start(vendor);
    await fixture.report();
    for (const person of vendor.people.slice(0, 20))
      Object.assign(person, { last: 'New', updatedAt: Date.now() });
    const report = await fixture.report();
    expect(report).toMatchObject({ code: 0, filter: 'ignored', read: 250, older: 228, updated: 20 });
    expect(report.notes.join()).toContain('ignored the filter');
  });

  test('leaves the checkpoint if records come again at the edge of two pages', async () => {
    const vendor = new PracticeHubServer(makePeople(250), { repeatEvery: 100 });
    const fixture = await PullFixture.start(vendor);
    const report = await fixture.report();
    expect(report).toMatchObject({ code: 0, created: 250, repeated: 2, complete: false, checkpoint: null });
    expect(report.notes.join()).toContain('the checkpoint stays');
  });

  test('keeps the id and clears the fields that the source empties', async () => {
    const vendor = new PracticeHubServer(makePeople(3), { ids: 'text' });
    const fixture = await PullFixture.start(vendor);
    await fixture.report();
    Object.assign(vendor.people[0] ?? {}, { phone: '', first: '', last: '', updatedAt: Date.now() });
    expect(await fixture.report()).toMatchObject({ code: 0, updated: 1 });
    const customer = (await fixture.customers('practicehub')).get('PN-1');
    expect(customer).not.toHaveProperty('phone');
    expect(customer).not.toHaveProperty('name');
    expect(customer).toMatchObject({ metadata: { practicehub_id: '70001' } });
  });

  test('skips people without an email, lists their ids, and succeeds', async () => {
    const vendor = new PracticeHubServer(makePeople(3));
    Object.assign(vendor.people[1] ?? {}, { email: null });
    const fixture = await PullFixture.start(vendor);
    const report = await fixture.report();
    expect(report).toMatchObject({ code: 0, created: 2, skipped: 1, skipped_ids: ['PN-2'] });
  });

  test('rejects a blank patient number in a private file, and fails only when the rejection is new', async () => {
    const fixture = await PullFixture.start(new PracticeHubServer(makePeople(3), { blankNumberEvery: 2 }));
    const first = await fixture.report();
    expect(first).toMatchObject({ code: 1, created: 2, rejected: 1, newly_rejected: 1 });
    const path = join(fixture.cwd, first.rejects_file ?? '');
    expect(readFileSync(path, 'utf8')).toContain('"rejected_reason":"external_id: patient_number is empty"');
    expect(readFileSync(path, 'utf8')).not.toContain('1990-05-17');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const second = await fixture.report('--full');
    expect(second).toMatchObject({ code: 0, rejected: 1, newly_rejected: 0 });
  });

  test('refuses a file of --rejects that another program wrote, and leaves it unchanged, also in a dry run', async () => {
    const fixture = await PullFixture.start(new PracticeHubServer(makePeople(3)));
    const path = join(fixture.cwd, 'notes.txt');
    writeFileSync(path, 'my notes');
    for (const args of [[], ['--dry-run']]) {
      const ended = await fixture.pull('--rejects', 'notes.txt', ...args);
      expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('contains something else')]);
      expect(readFileSync(path, 'utf8')).toBe('my notes');
    }
    const ended = await fixture.pull('--rejects', 'state.json', '--state', 'state.json');
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('the file of --state')]);
  });

  test('sends a row that was refused for its email again in each run, until it passes', async () => {
    const vendor = new PracticeHubServer(makePeople(3));
    const [, second, third] = vendor.people;
    Object.assign(third ?? {}, { email: second?.email });
    const fixture = await PullFixture.start(vendor);
    expect(await fixture.report()).toMatchObject({ code: 1, created: 2, rejected: 1, newly_rejected: 1 });
    expect(await fixture.report()).toMatchObject({ code: 0, rejected: 1, newly_rejected: 0 });
    Object.assign(second ?? {}, { email: 'new@example.com', updatedAt: Date.now() });
    const passed = await fixture.report();
    expect(passed).toMatchObject({ code: 0, updated: 1, created: 1, rejected: 0 });
    expect((await fixture.customers('practicehub')).size).toBe(3);
    expect(existsSync(join(fixture.cwd, 'practicehub.pull.json'))).toBe(false);
  });

  test('refuses another base_url or record key under the same source', async () => {
    const vendor = new PracticeHubServer(makePeople(3));
    const fixture = await PullFixture.start(vendor);
    await fixture.report();
    const byId = await fixture.pull('--set', 'record_key=id');
    expect(byId).toMatchObject({ code: 2 });
    expect(byId.stderr).toContain('was filled by the record key patient_number, not by id');
    const other = await fixture.pull('--set', `base_url=${vendor.origin}/api/v2`);
    expect(other).toMatchObject({ code: 2 });
    expect(other.stderr).toContain('was filled from');
  });

  test('runs a full pull when the mapping changes, and when the last one is too old', async () => {
    const fixture = await PullFixture.start(new PracticeHubServer(makePeople(3)));
    await fixture.report();
    expect(await fixture.report()).toMatchObject({ full: false });
    expect(await fixture.report('--map', 'metadata.sex=sex')).toMatchObject({ full: true, updated: 3 });
    // The shortest interval that --full-every accepts.
    await sleep(1100);
    expect(await fixture.report('--map', 'metadata.sex=sex', '--full-every', '1s')).toMatchObject({
      full: true,
    });
  });

  test('never moves the checkpoint past the start of the run, by the clock of the source', async () => {
    const vendor = new PracticeHubServer(makePeople(3));
    vendor.clock = () => Date.UTC(2026, 5, 1, 12);
    Object.assign(vendor.people[0] ?? {}, { updatedAt: Date.UTC(2030, 0, 1) });
    const fixture = await PullFixture.start(vendor);
    expect((await fixture.report()).checkpoint).toBe(new Date(vendor.clock() - 1.25 * HOUR).toISOString());
  });
});

describe('a failing source', () => {
  test.each([
    ['a wrong key', { PRACTICEHUB_API_KEY: 'wrong' }, 'The source refused the request (status 401)'],
    ['a wrong app detail', { PRACTICEHUB_APP_DETAILS: 'none' }, 'status 400'],
  ])('ends the pull with 3 for %s', async (_what, env, message) => {
    const fixture = await PullFixture.start(new PracticeHubServer(makePeople(3)));
    Object.assign(fixture.env, env);
    const ended = await fixture.pull();
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(3);
  });

  test('waits for Retry-After, and repeats after a 429 without one and a broken connection', async () => {
    const vendor = new PracticeHubServer(makePeople(3));
    const fixture = await PullFixture.start(vendor);
    vendor.fail(
      { status: 429, headers: { 'retry-after': '1' }, body: {} },
      { status: 429, body: {} },
      'disconnect',
    );
    expect(await fixture.report()).toMatchObject({ code: 0, created: 3, requests: 4 });
  });

  test('keeps the customers that were acknowledged, leaves the checkpoint, and stores the failure', async () => {
    const vendor = new PracticeHubServer(makePeople(250));
    const fixture = await PullFixture.start(vendor);
    await fixture.report();
    const before = await fixture.syncState('practicehub');
    for (const person of vendor.people) person.updatedAt = Date.now();
    vendor.onRequest = (_request, number) => {
      if (number === 5) vendor.fail({ status: 404, body: { error: 'jane@example.com' } });
    };
    const ended = await fixture.pull();
    expect(ended).toMatchObject({ code: 3 });
    expect(ended.stderr).not.toContain('jane');
    const after = await fixture.syncState('practicehub');
    expect(after).toMatchObject({ cursor: before?.cursor, lastSyncStatus: 'error' });
    expect(after?.lastSyncError).toContain('status 404');
  });

  test.each([
    ['an envelope without records', { body: { message: 'maintenance' } }, 'no list of records at data'],
    ['a body that is not JSON', { body: '<html>' }, 'not JSON'],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }, 'redirects'],
    [
      'a link to another host',
      { body: { data: [], total_entries: 0, links: { next: 'https://evil.example/api' } } },
      'links to a next page at https://evil.example',
    ],
  ])('ends the pull with 3 for %s', async (_what, fault, message) => {
    const vendor = new PracticeHubServer(makePeople(3));
    const fixture = await PullFixture.start(vendor);
    vendor.fail(fault);
    const ended = await fixture.pull();
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(3);
    expect(await fixture.syncState('practicehub')).toBeUndefined();
  });
});
