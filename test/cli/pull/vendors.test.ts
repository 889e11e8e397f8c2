import { describe, expect, test } from 'vitest';
import { ClinikoServer } from '../../support/vendors/cliniko.ts';
import { makePeople } from '../../support/vendors/people.ts';
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
    'ends with 3 for an error with status 200, and shows its text without personal data',
    async (error) => {
      const vendor = new WodifyServer(makePeople(3));
      const fixture = await PullFixture.start(vendor);
      vendor.fail(error);
      const ended = await fixture.pull();
      expect(ended.stderr).toContain('Wodify reported an error in a response with status 200');
      expect(ended.stderr).toMatch(/The source says: (OS-1: )?Failure of …/);
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
