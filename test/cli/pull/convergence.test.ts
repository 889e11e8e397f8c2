import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowSender } from '../../../src/cli/import/send/send-rows.ts';
import { RecordMapper } from '../../../src/cli/pull/map-records.ts';
import { TargetCheckpoints } from '../../../src/cli/pull/run/checkpoint-stores.ts';
import { LocalState } from '../../../src/cli/pull/run/local-state.ts';
import { runOnce } from '../../../src/cli/pull/run/run-once.ts';
import { createClient } from '../../../src/client/create-client.ts';
import type { Connector } from '../../../src/pull/connector/connector.ts';
import { loadConnector } from '../../../src/pull/connector/load-connector.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { TestServer } from '../../support/test-server.ts';
import { CLINIKO_KEY, ClinikoServer } from '../../support/vendors/cliniko.ts';
import { makePeople, type Person } from '../../support/vendors/people.ts';
import { PRACTICEHUB_KEY, PracticeHubServer } from '../../support/vendors/practicehub.ts';
import type { VendorServer } from '../../support/vendors/vendor-server.ts';
import { WODIFY_KEY, WodifyServer } from '../../support/vendors/wodify.ts';

/** The time limit of the search for a counterexample, in milliseconds. The number of walks depends on the machine. */
const SEARCH_MS = 15_000;

const ENV = {
  PRACTICEHUB_API_KEY: PRACTICEHUB_KEY,
  PRACTICEHUB_APP_DETAILS: 'upsertd-test=ops@example.com',
  WODIFY_API_KEY: WODIFY_KEY,
  CLINIKO_API_KEY: CLINIKO_KEY,
  CLINIKO_USER_AGENT: 'upsertd-test (ops@example.com)',
};

const LIMITS = { rows: 100, bytes: 1_000_000 };

/** Mappers by connector. Compiling one takes longer than a pull; they do not depend on the base URL. */
const mappers = new Map<string, RecordMapper>();

type PeopleServer = VendorServer & { people: Person[] };

const VENDORS: Readonly<Record<string, () => PeopleServer>> = {
  practicehub: () => new PracticeHubServer(makePeople(7)),
  'practicehub without filter': () => new PracticeHubServer(makePeople(7), { knowsChangedFilter: false }),
  'practicehub with repeated edges': () => new PracticeHubServer(makePeople(7), { repeatEvery: 3 }),
  wodify: () => new WodifyServer(makePeople(7)),
  cliniko: () => new ClinikoServer(makePeople(7), { requestsPerWindow: 1_000_000 }),
};

/** A change of the source. Numbers select a person modulo the number of people. */
type Edit =
  | { readonly type: 'rename' | 'remove' | 'lose-email'; readonly person: number }
  | { readonly type: 'take-email'; readonly person: number; readonly other: number }
  | { readonly type: 'add' };

type Action =
  | Edit
  | { readonly type: 'wait'; readonly minutes: number }
  | {
      readonly type: 'pull';
      readonly isFull: boolean;
      /** The request to the source at which the process is killed; 0: none. */
      readonly killAt: number;
      /** The request to the server whose acknowledgement is lost; 0: none. */
      readonly loseAt: number;
      /** An edit before a request to the source. */
      readonly during: { readonly at: number; readonly edit: Edit } | null;
    };

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

test('after one quiet full pull, the server has every person of the source, whatever happened before', async () => {
  const server = await TestServer.start();
  const folder = tempFolder();
  let walks = 0;
  let pulls = 0;
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(VENDORS)),
        fc.array(action, { minLength: 2, maxLength: 12 }),
        async (vendor, actions) => {
          walks += 1;
          const source = await SourceUnderTest.start(server, folder, vendor, walks);
          try {
            for (const one of actions) await source.apply(one);
            await source.pull({ isFull: true });
            await source.expectEqual();
          } finally {
            pulls += source.pulls;
            await source.stop();
          }
        },
      ),
      { numRuns: 200, interruptAfterTimeLimit: SEARCH_MS },
    );
  } finally {
    await server.stop();
  }
  process.stdout.write(`${walks} random walks with ${pulls} pulls\n`);
  expect(walks).toBeGreaterThan(0);
});

/** A source with people that change, and its customers on a server. */
class SourceUnderTest {
  pulls = 0;
  readonly #vendor: PeopleServer;
  readonly #server: TestServer;
  readonly #key: string;
  readonly #merchantId: string;
  readonly #path: string;
  readonly #connector: Connector;
  readonly #mapper: RecordMapper;
  #now = Date.UTC(2026, 0, 1);
  #number = 100;

  private constructor(
    vendor: PeopleServer,
    made: { server: TestServer; key: string; merchantId: string; folder: string; name: string },
  ) {
    this.#vendor = vendor;
    this.#server = made.server;
    this.#key = made.key;
    this.#merchantId = made.merchantId;
    this.#path = join(made.folder, `${made.merchantId}.json`);
    vendor.clock = () => this.#now;
    // Pages of 3 people, so that a walk has several.
    const shipped = new URL(`../../../src/pull/connectors/${made.name}.yaml`, import.meta.url);
    const file = join(made.folder, `${made.name}.yaml`);
    writeFileSync(file, readFileSync(shipped, 'utf8').replace(/page(_size)?: 100/, 'page$1: 3'));
    const base = `${vendor.origin}/${made.name === 'practicehub' ? 'api' : 'v1'}`;
    this.#connector = loadConnector(file, { settings: new Map([['base_url', base]]), env: ENV });
    this.#mapper = mappers.get(made.name) ?? new RecordMapper(this.#connector);
    mappers.set(made.name, this.#mapper);
  }

  static async start(server: TestServer, folder: string, vendor: string, number: number) {
    const made = VENDORS[vendor]?.();
    if (!made) throw new Error(`There is no vendor ${vendor}.`);
    await made.listen();
    const merchantId = await server.addMerchant();
    const key = await server.addKey({ merchantId });
    const [name = ''] = vendor.split(' ', 1);
    return new SourceUnderTest(made, { server, key, merchantId, folder, name, ...{ number } });
  }

  stop(): Promise<void> {
    return this.#vendor.stop();
  }

  async apply(action: Action): Promise<void> {
    if (action.type === 'wait') this.#now += action.minutes * 60_000;
    else if (action.type === 'pull') await this.pull(action).catch(ignoreKill);
    else this.#edit(action);
  }

  async pull({
    isFull = false,
    killAt = 0,
    loseAt = 0,
    during = null,
  }: Partial<Extract<Action, { type: 'pull' }>>) {
    this.pulls += 1;
    const stop = new AbortController();
    const client = createClient({ baseUrl: this.#server.url, apiKey: this.#key });
    const already = this.#vendor.requests.length;
    this.#vendor.onRequest = (_request, number) => {
      this.#now += 1000;
      if (number - already === during?.at) this.#edit(during.edit);
      if (number - already === killAt) stop.abort(new Error('killed'));
    };
    let sends = 0;
    try {
      await runOnce({
        connector: this.#connector,
        mapper: this.#mapper,
        local: new LocalState(this.#path),
        checkpoints: new TargetCheckpoints(client, this.#connector.source),
        createSender: (runId) => {
          const send = rowSender({ customers: client.customers, source: this.#connector.source, runId });
          return async (rows) => {
            const results = await send(rows);
            sends += 1;
            if (sends === loseAt) throw new Error('killed');
            return results;
          };
        },
        limits: LIMITS,
        ...{ isFull, fullEveryMs: 86_400_000, workers: 2, signal: stop.signal },
        sleep: async () => stop.signal.throwIfAborted(),
      });
    } finally {
      this.#vendor.onRequest = () => {};
    }
  }

  async expectEqual(): Promise<void> {
    const kept = new LocalState(this.#path).kept;
    const customers = await this.#customers();
    for (const one of this.#vendor.people) {
      const key = this.#keyOf(one);
      const refused = kept.get(key);
      if (refused) {
        const owner = [...customers.values()].find(({ email }) => email === one.email);
        expect(owner, `${key} is refused only because another customer has its email`).toBeDefined();
      } else if (one.email !== null)
        expect(customers.get(key), key).toMatchObject({ email: one.email, name: `${one.first} ${one.last}` });
    }
  }

  async #customers() {
    const { body } = await this.#server.as(this.#key).get('/v2/customers?limit=100');
    const customers = body.data as {
      email: string;
      merchantId: string;
      externalRefs: { externalId: string }[];
    }[];
    expect(customers.every(({ merchantId }) => merchantId === this.#merchantId)).toBe(true);
    return new Map(customers.map((customer) => [customer.externalRefs[0]?.externalId ?? '', customer]));
  }

  #keyOf({ number }: Person): string {
    if (this.#vendor instanceof PracticeHubServer) return `PN-${number}`;
    return String(
      (this.#vendor instanceof WodifyServer ? 10_000_000n : 900_000_000_000_000_000n) + BigInt(number),
    );
  }

  #edit(edit: Edit): void {
    const { people } = this.#vendor;
    this.#number += 1;
    if (edit.type === 'add') {
      people.push(...makePeople(1, this.#number, this.#now));
      Object.assign(people.at(-1) ?? {}, { updatedAt: this.#now });
      return;
    }
    const chosen = people[edit.person % Math.max(1, people.length)];
    if (!chosen) return;
    if (edit.type === 'remove') people.splice(people.indexOf(chosen), 1);
    else if (edit.type === 'rename') chosen.last = `Name ${this.#number}`;
    else if (edit.type === 'lose-email') chosen.email = null;
    else if ('other' in edit) chosen.email = people[edit.other % people.length]?.email ?? null;
    chosen.updatedAt = this.#now;
  }
}

function ignoreKill(error: unknown): void {
  if ((error as Error).message !== 'killed') throw error;
}
