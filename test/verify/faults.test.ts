import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { BATCH_ITEMS } from '../../src/verify/behaviour/batch/batch-items.ts';
import { EVENT_CONTENTS } from '../../src/verify/behaviour/events/event-contents.ts';
import { EVENT_FILTERS } from '../../src/verify/behaviour/events/event-filters.ts';
import { IDEMPOTENCY_SCOPE } from '../../src/verify/behaviour/idempotency/idempotency-scope.ts';
import { MORE_CONDITIONS } from '../../src/verify/behaviour/writes/conditions-more.ts';
import { OBJECT_LIMITS } from '../../src/verify/behaviour/writes/object-limits.ts';
import { TIMED } from '../../src/verify/behaviour/writes/timed.ts';
import type { Keys } from '../../src/verify/keys.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { TestServer } from '../support/test-server.ts';
import { everyKey, followSystemClock } from './every-key.ts';
import { FAULTS } from './faults.ts';
import { FaultyServer } from './faulty-server.ts';

const verifier = new Verifier(loadContract());
let server: TestServer;
let faulty: FaultyServer;
let keys: Required<Keys>;
beforeAll(async () => {
  server = await TestServer.start();
  followSystemClock(server);
  faulty = await FaultyServer.start(server.url);
  keys = await everyKey(server);
});
afterAll(async () => {
  faulty.stop();
  await server.stop();
});

/** The rules that repeat others in each way of writing or in each place. The mutants of the score check them. */
const SYSTEMATIC = new Set(
  [
    ...BATCH_ITEMS,
    ...EVENT_CONTENTS,
    ...EVENT_FILTERS,
    ...IDEMPOTENCY_SCOPE,
    ...MORE_CONDITIONS,
    ...OBJECT_LIMITS,
    ...TIMED,
    ...verifier.rules.filter(({ id }) => id.endsWith('.neighbours')),
  ].map(({ id }) => id),
);

test.each(FAULTS)(
  'verify fails exactly the rules that a server breaks if it $of',
  async ({ fault, run, breaks = run }) => {
    faulty.fault = typeof fault === 'function' ? fault(keys) : fault;
    const outcome = await verifier.verify({ url: faulty.url, keys, only: run.flatMap(idsOf) });
    const rules = outcome.rules.filter(({ rule }) => !SYSTEMATIC.has(rule.id));
    const broken = rules.flatMap(({ kind, rule }) => (kind === 'failed' ? [rule.id] : []));
    const expected = rules
      .map(({ rule }) => rule.id)
      .filter((id) => breaks.some((one) => isPart(id, fullId(one))));
    expect(outcome.stopped).toBeUndefined();
    expect(broken).toEqual(expected);
    expect(broken).not.toEqual([]);
    expect(rules.filter(({ kind }) => kind === 'not run')).toEqual([]);
  },
);

/** Lists the rules of a part of an id, without the systematic ones. */
function idsOf(part: string): string[] {
  const ids = verifier.rules.map(({ id }) => id);
  return ids.filter((id) => `.${id}.`.includes(`.${fullId(part)}.`) && !SYSTEMATIC.has(id));
}

function fullId(id: string): string {
  return id.startsWith('shape.') ? id : `behaviour.${id}`;
}

function isPart(id: string, whole: string): boolean {
  return `${id}.`.startsWith(`${whole}.`);
}
