import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import type { Keys } from '../../src/verify/keys.ts';
import { groupNeeds, type RuleOutcome } from '../../src/verify/outcome.ts';
import { Verifier, type VerifyOptions } from '../../src/verify/verifier.ts';
import { TestServer } from '../support/test-server.ts';
import { everyKey, followSystemClock } from './every-key.ts';

const verifier = new Verifier(loadContract());
let server: TestServer;
let keys: Required<Keys>;
beforeAll(async () => {
  server = await TestServer.start();
  followSystemClock(server);
  keys = await everyKey(server);
});
afterAll(() => server.stop());

/** Runs the rules, and returns the outcome with its failures as sentences. */
async function verify(options: Partial<VerifyOptions> = {}) {
  const outcome = await verifier.verify({ url: server.url, keys, ...options });
  const failures = outcome.rules.flatMap((one) =>
    one.kind === 'failed' ? [`${one.rule.id}: ${one.mismatch.message}`] : [],
  );
  return { ...outcome, failures, needs: [...groupNeeds(outcome.rules).keys()] };
}

function idsOf(rules: readonly RuleOutcome[]): string[] {
  return rules.map(({ rule }) => rule.id);
}

test('our server passes each rule, and with all keys each rule is run', async () => {
  const { failures, needs, rules, target, createdCount: left } = await verify({ url: `${server.url}/v2/` });
  expect(failures).toEqual([]);
  expect(needs).toEqual([]);
  expect(target.kind).toBe('server');
  expect(rules.length).toBeGreaterThan(500);
  expect(left).toBeGreaterThan(100);
}, 120_000);

test('our mock is detected as a mock, passes the rules about shape, and covers all cases of the spec', async () => {
  await using mock = await startMock();
  const {
    failures,
    needs,
    target,
    coverage,
    createdCount: left,
  } = await verify({
    url: mock.url,
    keys: { main: mock.key },
  });
  expect(failures).toEqual([]);
  expect(needs).toEqual(['a server that stores data; this is a mock']);
  expect(target).toEqual({ kind: 'mock', supportsPrefer: true, isDedicated: true, isOwn: false });
  expect(coverage.percent).toBe(100);
  expect(left).toBe(0);
}, 120_000);

test('rules that need another key are not run without it, and do not fail', async () => {
  const { failures, needs } = await verify({ keys: { main: server.key }, only: ['keys', 'isolation'] });
  expect(failures).toEqual([]);
  expect(needs.sort()).toEqual([
    '--other-merchant-key',
    '--other-mode-key',
    '--readonly-key',
    '--revoked-key',
  ]);
});

test('a second run with the same key has the same outcome', async () => {
  const only = ['header-Idempotency-Key'];
  expect((await verify({ only })).failures).toEqual([]);
  expect((await verify({ only })).failures).toEqual([]);
});

test('a read-only run does not change the server', async () => {
  const count = async () => (await server.as().get('/v2/customers?limit=1')).body.pagination.total;
  const before = await count();
  const { failures, rules, createdCount: left } = await verify({ mayWrite: false });
  expect(failures).toEqual([]);
  expect(left).toBe(0);
  expect(await count()).toBe(before);
  const run = rules.filter(({ kind }) => kind === 'passed');
  expect(idsOf(run)).toEqual(
    expect.arrayContaining(['behaviour.paging.total', 'shape.listEvents.accepts.query-limit']),
  );
}, 60_000);

test('a read-only run against an empty server has no failure', async () => {
  const nobody = await server.addKey({ merchantId: await server.addMerchant() });
  const { failures, needs } = await verify({
    keys: { main: nobody },
    mayWrite: false,
    only: ['getCustomer'],
  });
  expect(failures).toEqual([]);
  expect(needs).toContain('a resource in /v2/customers');
});

test('a rule is selected by whole parts of its id', async () => {
  const { rules } = await verify({ only: ['stale.older', 'batch.empty'] });
  expect(idsOf(rules)).toEqual(['behaviour.stale.older', 'behaviour.batch.empty']);
  expect((await verify({ only: ['stal'] })).rules).toEqual([]);
});

test('each rule has a unique id and a sentence', () => {
  const ids = verifier.rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { sentence } of verifier.rules) expect(sentence).toMatch(/^\S.*[.]$/);
});
