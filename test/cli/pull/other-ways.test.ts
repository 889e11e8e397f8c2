import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makePeople } from '../../support/vendors/people.ts';
import { PracticeHubServer } from '../../support/vendors/practicehub.ts';
import { PullFixture } from './pull-fixture.ts';

describe('the other ways to run a pull', () => {
  test('--check reports the form of the source, and writes nothing', async () => {
    const fixture = await PullFixture.start(
      new PracticeHubServer(makePeople(150), { knowsChangedFilter: false }),
    );
    const { code, stdout } = await fixture.pull('--check');
    expect(code).toBe(0);
    expect(stdout).toContain('total_entries, data, links');
    expect(stdout).toContain('IGNORED');
    expect(stdout).toContain('without a zone');
    expect(stdout).toContain('--set changed_field=updated');
    expect(stdout).not.toMatch(/person-|1990-05-17/);
    expect((await fixture.customers('practicehub')).size).toBe(0);
    expect(readdirSync(fixture.cwd)).toEqual([]);
    // Two pages, and the request that tries the filter.
    expect(fixture.vendor.requests).toHaveLength(3);
  });

  test('--check with a wrong data_selector shows the form of the response and the place of the list, and ends with 3', async () => {
    const fixture = await PullFixture.start(new PracticeHubServer(makePeople(3)));
    const shipped = new URL('../../../src/pull/connectors/practicehub.yaml', import.meta.url);
    const wrong = readFileSync(shipped, 'utf8').replace('data_selector: data', 'data_selector: patients');
    writeFileSync(join(fixture.cwd, 'wrong.yaml'), wrong);
    fixture.args[0] = 'wrong.yaml';
    const ended = await fixture.pull('--check');
    expect(ended.code).toBe(3);
    expect(ended.stdout).toMatch(
      /total_entries +number\n +data +list of 3 objects\n +links +object\n +links.self +text/,
    );
    expect(ended.stdout).toContain('data looks like the list of records');
    expect(ended.stdout).not.toContain('person-');
    expect(ended.stderr).toContain('no list of records at patients. Set data_selector to data.');
    const { stdout } = await fixture.pull('--check', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      places: { data: 'list of 3 objects' },
      possible_data_selectors: ['data'],
    });
  });

  test('--compare counts the differences and writes them to a private CSV file', async () => {
    const vendor = new PracticeHubServer(makePeople(30));
    const fixture = await PullFixture.start(vendor);
    await fixture.report();
    expect(await fixture.pull('--compare')).toMatchObject({ code: 0 });
    Object.assign(vendor.people[0] ?? {}, { phone: '=1+1' });
    vendor.people.splice(5, 1);
    vendor.people.push(...makePeople(1, 31));
    const ended = await fixture.pull('--compare', '--json');
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      different: 1,
      only_in_source: 1,
      only_here: 1,
      fields: { phone: 1 },
    });
    const [file = ''] = readdirSync(fixture.cwd).filter((name) => name.endsWith('.csv'));
    const csv = readFileSync(join(fixture.cwd, file), 'utf8');
    expect(csv).toContain("PN-1,different,phone,'=1+1,+1 555 01000001\n".replace(',+1', ",'+1"));
    expect(csv).toContain('PN-6,only_here');
    expect(csv).toContain('PN-31,only_in_source');
  });

  test('--compare lists an email that the source has emptied and one that is no longer valid', async () => {
    const vendor = new PracticeHubServer(makePeople(4));
    Object.assign(vendor.people[3] ?? {}, { email: null });
    const fixture = await PullFixture.start(vendor);
    await fixture.report();
    Object.assign(vendor.people[0] ?? {}, { email: null });
    Object.assign(vendor.people[1] ?? {}, { email: 'none' });
    const ended = await fixture.pull('--compare', '--json');
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      source: 4,
      here: 3,
      equal: 1,
      different: 2,
      only_in_source: 0,
      only_here: 0,
      without_email: 2,
      not_valid: 1,
      fields: { email: 2 },
    });
    const [file = ''] = readdirSync(fixture.cwd).filter((name) => name.endsWith('.csv'));
    const csv = readFileSync(join(fixture.cwd, file), 'utf8');
    expect(csv).toContain('PN-1,different,email,,person-1@example.com');
    expect(csv).toContain('PN-2,different,email,none,person-2@example.com');
  });

  test('--compare does not list absent people if the scan is probably broken', async () => {
    const vendor = new PracticeHubServer(makePeople(60));
    const fixture = await PullFixture.start(vendor);
    await fixture.report();
    vendor.people.splice(5);
    const ended = await fixture.pull('--compare');
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stderr).toContain('The scan is probably broken');
  });

  test('--record writes the responses with their values replaced and their shape kept', async () => {
    const fixture = await PullFixture.start(new PracticeHubServer(makePeople(3)));
    await fixture.pull('--check', '--record', 'recorded');
    const text = readFileSync(join(fixture.cwd, 'recorded/001.json'), 'utf8');
    const { body } = JSON.parse(text);
    expect(body.data[0]).toMatchObject({
      email: 'xxxxxx-1@xxxxxxx.xxx',
      dob: '1111-11-11',
      id: 11111,
      next_apt: null,
    });
    expect(text).not.toMatch(/example|Kari|ph-test-key/);
  });

  test('--dry-run reads and validates, and sends nothing', async () => {
    const fixture = await PullFixture.start(new PracticeHubServer(makePeople(3)));
    const { UPSERTD_API_KEY: _, ...env } = fixture.env;
    fixture.env = env;
    expect(await fixture.report('--dry-run')).toMatchObject({ code: 0, read: 3, sent: 0, checkpoint: null });
    expect((await fixture.customers('practicehub')).size).toBe(0);
  });

  test('--dry-run with a key foretells the results of the next pull, and writes nothing', async () => {
    const vendor = new PracticeHubServer(makePeople(4));
    Object.assign(vendor.people[3] ?? {}, { email: vendor.people[2]?.email });
    const fixture = await PullFixture.start(vendor);
    const foretold = await fixture.report('--dry-run');
    expect(foretold).toMatchObject({ code: 1, full: true, created: 3, rejected: 1, checkpoint: null });
    expect((await fixture.customers('practicehub')).size).toBe(0);
    expect(await fixture.report()).toMatchObject({ code: 1, created: 3, rejected: 1 });
    const before = [await fixture.syncState('practicehub'), readdirSync(fixture.cwd)];
    Object.assign(vendor.people[0] ?? {}, { last: 'New', updatedAt: Date.now() });
    const second = await fixture.report('--dry-run');
    expect(second).toMatchObject({ code: 0, full: false, updated: 1, rejected: 1, newly_rejected: 0 });
    expect([await fixture.syncState('practicehub'), readdirSync(fixture.cwd)]).toEqual(before);
    expect((await fixture.customers('practicehub')).get('PN-1')).toMatchObject({ name: 'Ola Nordmann' });
  });

  test('--every repeats the pull with one line per run, and ends by SIGTERM between two runs with 0', async () => {
    const vendor = new PracticeHubServer(makePeople(3));
    const fixture = await PullFixture.start(vendor);
    const running = fixture.start('--every', '1s');
    await running.outputs(/full: read 3.*\n.*incremental: read \d/);
    running.child.kill('SIGTERM');
    const ended = await running.end();
    expect([0, 1]).toContain(ended.code);
  });

  test('--every ends after five failures in a row', async () => {
    const vendor = new PracticeHubServer(makePeople(3));
    const fixture = await PullFixture.start(vendor);
    fixture.env.PRACTICEHUB_API_KEY = 'wrong';
    const ended = await fixture.pull('--every', '1s');
    expect(ended).toMatchObject({ code: 3 });
    expect(ended.stderr).toContain('The pull ends after 5 failures in a row');
    expect(vendor.requests).toHaveLength(5);
  });

  test('a second run of the same pull is refused while one runs, and a lock of a killed process is replaced', async () => {
    const vendor = new PracticeHubServer(makePeople(3));
    const fixture = await PullFixture.start(vendor);
    const running = fixture.start('--every', '1h');
    await running.outputs(/full: read 3/);
    const refused = await fixture.pull();
    expect(refused.stderr).toContain('Another run of this pull is running');
    expect(refused.code).toBe(1);
    running.child.kill('SIGKILL');
    await running.end();
    expect(await fixture.report()).toMatchObject({ code: 0 });
  });

  test('--state is refused for a server that stores the checkpoint itself', async () => {
    const fixture = await PullFixture.start(new PracticeHubServer(makePeople(3)));
    const ended = await fixture.pull('--state', 'state.json');
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.stderr).toContain('leave out --state');
  });

  test('a restored or emptied server counts as having no checkpoint', async () => {
    const vendor = new PracticeHubServer(makePeople(3));
    const fixture = await PullFixture.start(vendor);
    await fixture.report();
    fixture.env.UPSERTD_API_KEY = await fixture.server.addKey({
      merchantId: await fixture.server.addMerchant(),
    });
    expect(await fixture.report()).toMatchObject({
      code: 0,
      full: true,
      created: 3,
      checkpoint_before: null,
    });
  });

  test('settings come from upsertd.yaml too', async () => {
    const vendor = new PracticeHubServer(makePeople(3));
    const fixture = await PullFixture.start(vendor);
    fixture.args = ['practicehub'];
    writeFileSync(join(fixture.cwd, 'upsertd.yaml'), `pull:\n  set:\n    - base_url=${vendor.origin}/api\n`);
    expect(await fixture.report()).toMatchObject({ code: 0, created: 3 });
  });
});
