import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ClinikoServer } from '../../support/vendors/cliniko.ts';
import { makePeople } from '../../support/vendors/people.ts';
import { PracticeHubServer } from '../../support/vendors/practicehub.ts';
import { WODIFY_ERRORS, WodifyServer } from '../../support/vendors/wodify.ts';
import { PullFixture } from './pull-fixture.ts';

describe('pulling from Wodify', () => {
  test('maps the address, reads no date from 1900-01-01, and keeps ids beyond 2^53 exact', async () => {
    const vendor = new WodifyServer(makePeople(3), { firstId: 9_007_199_254_740_993n, datetimes: 'z' });
    const fixture = await PullFixture.start(vendor);
    const report = await fixture.report('--map', 'metadata.born=date_of_birth');
    expect(report).toMatchObject({ code: 0, created: 3, complete: true });
    const customers = await fixture.customers('wodify');
    expect(customers.get('9007199254740994')).toMatchObject({
      addressLine1: '1 Example Street',
      country: 'NO',
    });
    expect(customers.get('9007199254740994')).toMatchObject({ metadata: { born: '1988-03-04' } });
    expect(customers.get('9007199254740995')?.metadata ?? {}).not.toHaveProperty('born');
  });

  test('reads all pages in each run, sends only the changed clients, and refuses a short interval', async () => {
    const vendor = new WodifyServer(makePeople(250));
    const fixture = await PullFixture.start(vendor);
    await fixture.report();
    for (const person of vendor.people.slice(0, 5))
      Object.assign(person, { last: 'New', updatedAt: Date.now() });
    const report = await fixture.report();
    expect(report).toMatchObject({
      code: 0,
      full: false,
      filter: 'none',
      complete: true,
      read: 250,
      updated: 5,
    });
    const refused = await fixture.pull('--every', '5m');
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('--every must be at least 1h');
  });

  test('ends at a repeated page if has_more stays true, and reports it', async () => {
    const fixture = await PullFixture.start(new WodifyServer(makePeople(250), { stuckHasMore: true }));
    const report = await fixture.report();
    expect(report).toMatchObject({ code: 0, created: 250 });
    expect(report.notes.join()).toContain('repeated a page');
  });

  test('reads a bare list', async () => {
    const fixture = await PullFixture.start(new WodifyServer(makePeople(120), { shape: 'array' }));
    expect(await fixture.report()).toMatchObject({ code: 0, created: 120 });
  });

  test.each(WODIFY_ERRORS)(
    'ends with 3 for an error with status 200, and shows no part of it',
    async (error) => {
      const vendor = new WodifyServer(makePeople(3));
      const fixture = await PullFixture.start(vendor);
      vendor.fail(error);
      const ended = await fixture.pull();
      expect(ended.stderr).toContain('Wodify reported an error in a response with status 200');
      expect(ended.stderr).not.toContain('jane');
      expect(ended.code).toBe(3);
    },
  );

  test('explains the 403 of an unknown path', async () => {
    const vendor = new WodifyServer(makePeople(3));
    const fixture = await PullFixture.start(vendor);
    fixture.args = ['wodify', '--set', `base_url=${vendor.origin}/v9`];
    const ended = await fixture.pull();
    expect(ended.stderr).toContain('Wodify has no such path, or the API key is wrong');
    expect(ended.code).toBe(3);
  });
});

describe('pulling from Cliniko', () => {
  test('sends the time of the last change, and the first phone number', async () => {
    const vendor = new ClinikoServer(makePeople(3));
    const fixture = await PullFixture.start(vendor);
    expect(await fixture.report()).toMatchObject({ code: 0, created: 3 });
    const customer = (await fixture.customers('cliniko')).get('900000000000000001');
    expect(customer).toMatchObject({ phone: '+1 555 01000001', country: 'NO' });
    expect(JSON.stringify(customer)).toContain('"externalUpdatedAt":"2021-01-01T01:00:00.000Z"');
    Object.assign(vendor.people[1] ?? {}, { last: 'New', updatedAt: Date.now() });
    expect(await fixture.report()).toMatchObject({ code: 0, filter: 'applied', updated: 1 });
    expect(vendor.requests.at(-1)?.query.get('q[]')).toBe('updated_at:>=2021-01-01T02:50:00Z');
  });

  test('takes the base URL from the shard of the key', async () => {
    const fixture = await PullFixture.start(new ClinikoServer([]));
    fixture.args = ['cliniko'];
    fixture.env.CLINIKO_API_KEY = 'secret-zz9';
    const ended = await fixture.pull('--check');
    expect(ended.stderr).toContain('https://api.zz9.cliniko.com cannot be reached');
    expect(ended.stderr).not.toContain('secret');
    expect(ended.code).toBe(3);
  });

  test('waits until the time of the reset header', async () => {
    const vendor = new ClinikoServer(makePeople(3));
    const fixture = await PullFixture.start(vendor);
    const reset = String(Math.floor(Date.now() / 1000) + 1);
    vendor.fail({ status: 429, headers: { 'x-ratelimit-reset': reset }, body: {} });
    expect(await fixture.report()).toMatchObject({ code: 0, created: 3, requests: 2 });
  });
});

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
    expect(refused.stderr).toContain('Another run of this pull is active');
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
