import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { rowSender } from '../../../src/cli/import/send/send-rows.ts';
import { RecordMapper } from '../../../src/cli/pull/map-records.ts';
import { TargetCheckpoints } from '../../../src/cli/pull/run/checkpoint-stores.ts';
import { LocalState } from '../../../src/cli/pull/run/local-state.ts';
import { runOnce } from '../../../src/cli/pull/run/run-once.ts';
import type { RunResult } from '../../../src/cli/pull/run/run-types.ts';
import { createClient } from '../../../src/client/create-client.ts';
import type { Connector } from '../../../src/pull/connector/connector.ts';
import { loadConnector } from '../../../src/pull/connector/load-connector.ts';
import type { TestServer } from '../../support/test-server.ts';
import { CLINIKO_KEY } from '../../support/vendors/cliniko.ts';
import { makePeople, type Person } from '../../support/vendors/people.ts';
import { PRACTICEHUB_KEY, PracticeHubServer } from '../../support/vendors/practicehub.ts';
import type { VendorServer } from '../../support/vendors/vendor-server.ts';
import { WODIFY_KEY, WodifyServer } from '../../support/vendors/wodify.ts';
import type { Edit, PullAction } from './source-actions.ts';

const ENV = {
  PRACTICEHUB_API_KEY: PRACTICEHUB_KEY,
  PRACTICEHUB_APP_DETAILS: 'upsertd-test=ops@example.com',
  WODIFY_API_KEY: WODIFY_KEY,
  CLINIKO_API_KEY: CLINIKO_KEY,
  CLINIKO_USER_AGENT: 'upsertd-test (ops@example.com)',
};

/** The pages are small, so that a walk has several. */
const PAGE_SIZE = 3;

const LIMITS = { rows: 100, bytes: 1_000_000 };

/** Mappers by connector and settings. Compiling one takes longer than a pull; they do not depend on the base URL. */
const mappers = new Map<string, RecordMapper>();

export type PeopleServer = VendorServer & { people: Person[] };

interface SourceOptions {
  readonly server: TestServer;
  /** The folder of the connector files and of the refused rows. */
  readonly folder: string;
  /** The settings of the connector besides `base_url`. */
  readonly settings?: Readonly<Record<string, string>>;
}

interface Tenant {
  readonly merchantId: string;
  readonly key: string;
}

/** A source with people that change, and its customers on a server. */
export class SourceUnderTest {
  pulls = 0;
  readonly #vendor: PeopleServer;
  readonly #server: TestServer;
  readonly #tenant: Tenant;
  readonly #path: string;
  readonly #connector: Connector;
  readonly #mapper: RecordMapper;
  #now = Date.UTC(2026, 0, 1);
  #number = 100;

  private constructor(vendor: PeopleServer, { server, folder, settings }: SourceOptions, tenant: Tenant) {
    this.#vendor = vendor;
    this.#server = server;
    this.#tenant = tenant;
    this.#path = join(folder, `${tenant.merchantId}.json`);
    vendor.clock = () => this.#now;
    const name = connectorOf(vendor);
    const shipped = new URL(`../../../src/pull/connectors/${name}.yaml`, import.meta.url);
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, readFileSync(shipped, 'utf8').replace(/page(_size)?: 100/, `page$1: ${PAGE_SIZE}`));
    const base = `${vendor.origin}/${name === 'practicehub' ? 'api' : 'v1'}`;
    const given = new Map([['base_url', base], ...Object.entries(settings ?? {})]);
    this.#connector = loadConnector(file, { settings: given, env: ENV });
    const id = JSON.stringify([name, settings]);
    this.#mapper = mappers.get(id) ?? new RecordMapper(this.#connector);
    mappers.set(id, this.#mapper);
  }

  /** Starts the vendor's server, and adds a merchant to the product's server. */
  static async start(vendor: PeopleServer, options: SourceOptions): Promise<SourceUnderTest> {
    await vendor.listen();
    const merchantId = await options.server.addMerchant();
    const key = await options.server.addKey({ merchantId });
    return new SourceUnderTest(vendor, options, { merchantId, key });
  }

  stop(): Promise<void> {
    return this.#vendor.stop();
  }

  /** Moves the clock of the source. */
  wait(minutes: number): void {
    this.#now += minutes * 60_000;
  }

  async pull({
    isFull = false,
    killAt = 0,
    loseAt = 0,
    during = null,
  }: Partial<PullAction> = {}): Promise<RunResult> {
    this.pulls += 1;
    const stop = new AbortController();
    const client = createClient({ baseUrl: this.#server.url, apiKey: this.#tenant.key });
    const already = this.#vendor.requests.length;
    this.#vendor.onRequest = (_request, number) => {
      this.#now += 1000;
      if (number - already === during?.at) this.edit(during.edit);
      if (number - already === killAt) stop.abort(new Error('killed'));
    };
    let sends = 0;
    try {
      return await runOnce({
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
        isDryRun: false,
        isFull,
        fullEveryMs: 86_400_000,
        workers: 2,
        signal: stop.signal,
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
    const { body } = await this.#server.as(this.#tenant.key).get('/v2/customers?limit=100');
    const customers = body.data as {
      email: string;
      merchantId: string;
      externalRefs: { externalId: string }[];
    }[];
    expect(customers.every(({ merchantId }) => merchantId === this.#tenant.merchantId)).toBe(true);
    return new Map(customers.map((customer) => [customer.externalRefs[0]?.externalId ?? '', customer]));
  }

  #keyOf({ number }: Person): string {
    if (this.#vendor instanceof PracticeHubServer) return `PN-${number}`;
    return String(
      (this.#vendor instanceof WodifyServer ? 10_000_000n : 900_000_000_000_000_000n) + BigInt(number),
    );
  }

  edit(edit: Edit): void {
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

function connectorOf(vendor: PeopleServer): string {
  if (vendor instanceof PracticeHubServer) return 'practicehub';
  return vendor instanceof WodifyServer ? 'wodify' : 'cliniko';
}
