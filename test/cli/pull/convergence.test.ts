import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tempFolder } from '../../support/temp-folder.ts';
import { TestServer } from '../../support/test-server.ts';
import { ClinikoServer } from '../../support/vendors/cliniko.ts';
import { makePeople } from '../../support/vendors/people.ts';
import { PracticeHubServer } from '../../support/vendors/practicehub.ts';
import { WodifyServer } from '../../support/vendors/wodify.ts';
import type { Edit, PullAction } from './source-actions.ts';
import { type PeopleServer, SourceUnderTest } from './source-under-test.ts';

/** The time limit of the search for a counterexample, in seconds. `make test-durability` searches for five minutes. */
const SEARCH_SECONDS = Number(process.env.TEST_PULL_SECONDS ?? 15);

const MOST_WALKS = 100_000;

/** The last walk and its counterexample take some time after the limit. */
const TIMEOUT_MS = (SEARCH_SECONDS + 60) * 1000;

const VENDORS: Readonly<Record<string, () => PeopleServer>> = {
  practicehub: () => new PracticeHubServer(makePeople(7)),
  'practicehub without filter': () => new PracticeHubServer(makePeople(7), { knowsChangedFilter: false }),
  'practicehub with repeated edges': () => new PracticeHubServer(makePeople(7), { repeatEvery: 3 }),
  'practicehub with a clock ahead of UTC': () =>
    new PracticeHubServer(makePeople(7), { timeZone: 'Australia/Sydney', timeSeparator: 'T' }),
  'practicehub with the newest change first': () =>
    new PracticeHubServer(makePeople(7), { order: 'newest-change-first', links: 'relative' }),
  wodify: () => new WodifyServer(makePeople(7)),
  'wodify with has_more that stays true': () =>
    new WodifyServer(makePeople(7), { stuckHasMore: true, timeZone: 'UTC', neverChanged: 'no-date' }),
  'wodify with a bare list': () => new WodifyServer(makePeople(7), { shape: 'array', pageAfterEnd: 'empty' }),
  cliniko: () => new ClinikoServer(makePeople(7), { requestsPerWindow: 1_000_000 }),
};

type Action =
  | Edit
  | { readonly type: 'wait'; readonly minutes: number }
  | ({ readonly type: 'pull' } & PullAction);

const person = fc.nat(20);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ type: fc.constantFrom('rename' as const, 'remove' as const, 'lose-email' as const), person }),
  fc.record({ type: fc.constant('take-email' as const), person, other: person }),
  fc.record({ type: fc.constant('add' as const) }),
);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: edit },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('wait' as const), minutes: fc.nat(200) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('pull' as const),
      isFull: fc.boolean(),
      killAt: fc.nat(5),
      loseAt: fc.nat(3),
      during: fc.option(fc.record({ at: fc.integer({ min: 1, max: 4 }), edit })),
    }),
  },
);

test(
  'after one quiet full pull, the server has every person of the source, whatever happened before',
  async () => {
    const server = await TestServer.start();
    const folder = tempFolder();
    let walks = 0;
    let pulls = 0;
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...Object.keys(VENDORS)),
          fc.array(action, { minLength: 2, maxLength: 12 }),
          async (name, actions) => {
            walks += 1;
            const vendor = VENDORS[name]?.();
            if (!vendor) throw new Error(`There is no vendor ${name}.`);
            const source = await SourceUnderTest.start(vendor, { server, folder });
            try {
              for (const one of actions) await apply(source, one);
              await source.pull({ isFull: true });
              await source.expectEqual();
            } finally {
              pulls += source.pulls;
              await source.stop();
            }
          },
        ),
        { numRuns: MOST_WALKS, interruptAfterTimeLimit: SEARCH_SECONDS * 1000 },
      );
    } finally {
      await server.stop();
    }
    process.stdout.write(`${walks} random walks with ${pulls} pulls\n`);
    expect(walks).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);

async function apply(source: SourceUnderTest, action: Action): Promise<void> {
  if (action.type === 'wait') source.wait(action.minutes);
  else if (action.type === 'pull') await source.pull(action).catch(ignoreKill);
  else source.edit(action);
}

function ignoreKill(error: unknown): void {
  if ((error as Error).message !== 'killed') throw error;
}
