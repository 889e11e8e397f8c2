import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import supertest from 'supertest';
import { v7 as uuidV7 } from 'uuid';
import type { Casing } from '../../src/contract/derive.ts';
import { loadContract } from '../../src/contract/load.ts';
import { hashSecret, makeSecret } from '../../src/domain/api-key.ts';
import type { SharedEmails } from '../../src/domain/email-uniqueness.ts';
import type { ApiStore, Store } from '../../src/domain/store.ts';
import type { Mode, Tenant } from '../../src/domain/tenant.ts';
import type { ConnectionLimits } from '../../src/http/server/connection-limits.ts';
import { Metrics } from '../../src/http/telemetry/metrics.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { type SharedOptions, serveStore } from '../../src/testing/serve-store.ts';
import { openServerStore, type ServerStore, withInlineWriter } from '../../src/writer/open-server-store.ts';
import { createResponseOptions } from '../../src/writes/response-options.ts';
import { databaseNamed } from './test-database.ts';

export interface TestServerOptions extends SharedOptions {
  readonly casing?: Casing;
  readonly unknownFields?: 'warn' | 'reject';
  readonly sharedEmails?: SharedEmails;
  /** The folder of the data, to serve it again later; default: a temporary folder. */
  readonly folder?: string;
  /** The URL of the database; default: a file in the folder. */
  readonly database?: string;
  /** Executes writes in this thread, so that a test can replace `store.transaction`; default: the writer thread. */
  readonly writesHere?: boolean;
  /** The connection limits that differ from the defaults. */
  readonly limits?: Partial<ConnectionLimits>;
  /** The token of the console; default: no console. */
  readonly consoleToken?: string;
}

/** The store of the server. It has `transaction` if the option `writesHere` is set. */
export type TestStore = ServerStore & Partial<Pick<Store, 'transaction'>>;

export interface KeyOptions {
  readonly merchantId?: string;
  readonly mode?: Mode;
  readonly scopes?: readonly string[];
  readonly cidrs?: readonly string[];
  readonly expiresAt?: number;
}

/**
 * A server on a real socket with a real database file. It validates every response against the spec. If a response is
 * invalid, or an unexpected error occurred, `stop` throws.
 */
export class TestServer {
  readonly url: string;
  /** The URL of the database, which another process can open meanwhile. */
  readonly database: string;
  readonly store: TestStore;
  /** A sandbox key of `tenant` with every scope. */
  readonly key: string;
  readonly tenant: Tenant;
  /** The server's time in UNIX milliseconds. A test can change it. */
  now = Date.parse('2026-11-23T12:00:00.000Z');
  /** The server's errors. A test removes the errors that it expects. */
  readonly mistakes: string[];
  /** Compiles the validators, for which the first request would wait otherwise. A real server does this after its start. */
  readonly warm: () => Promise<void>;
  #stop: () => Promise<void>;

  private constructor(
    made: Pick<TestServer, 'url' | 'database' | 'store' | 'tenant' | 'key' | 'mistakes' | 'warm' | 'stop'>,
  ) {
    this.url = made.url;
    this.database = made.database;
    this.store = made.store;
    this.tenant = made.tenant;
    this.key = made.key;
    this.mistakes = made.mistakes;
    this.warm = made.warm;
    this.#stop = made.stop;
  }

  static async start(options: TestServerOptions = {}): Promise<TestServer> {
    const {
      casing = 'both',
      unknownFields = 'warn',
      sharedEmails = 'refuse',
      folder = mkdtempSync(join(tmpdir(), 'upsertd-test-')),
      database = await usualDatabase(folder),
      writesHere = false,
      ...handed
    } = options;
    const metrics = new Metrics('1.2.3');
    const contract = loadContract({ unknownFields, casing });
    const opening = {
      responseOptions: createResponseOptions(contract, casing),
      sharedEmails,
      observer: metrics,
    };
    const store: TestStore = writesHere
      ? withInlineWriter(await openStore(database, { ...opening, serving: true }), opening.responseOptions)
      : await openServerStore(database, opening);
    let server: TestServer | undefined;
    const { origin, faults, ...served } = await serveStore({
      contract,
      store,
      casing,
      metrics,
      clock: () => server?.now ?? 0,
      validateResponses: true,
      ...handed,
    });
    const tenant = { merchantId: await addMerchant(store), mode: 'sandbox' as const };
    const key = await addKey(store, tenant);
    const stop = async () => {
      try {
        await served.stop();
      } finally {
        if (options.folder === undefined) rmSync(folder, { recursive: true });
      }
    };
    const { warm } = served;
    const { reported: mistakes } = faults;
    server = new TestServer({ url: origin, database, store, tenant, key, mistakes, warm, stop });
    return server;
  }

  /** A client that sends the server's key, or another one; `null` sends none. */
  as(key: string | null = this.key) {
    const agent = supertest.agent(this.url);
    return key === null ? agent : agent.set('x-api-key', key);
  }

  addMerchant(): Promise<string> {
    return addMerchant(this.store);
  }

  addKey(options: KeyOptions = {}): Promise<string> {
    return addKey(this.store, { ...this.tenant, ...options });
  }

  /** @throws Error if the server violated the spec, or an unexpected error occurred. */
  stop(): Promise<void> {
    return this.#stop();
  }
}

/** The URL of a file, or of a PostgreSQL database with the folder's name if the environment selects PostgreSQL. */
async function usualDatabase(folder: string): Promise<string> {
  if (process.env.TEST_STORE !== 'postgres') return `sqlite:${join(folder, 'test.db')}`;
  return databaseNamed(basename(folder).toLowerCase().replaceAll('-', '_'));
}

async function addMerchant(store: ApiStore): Promise<string> {
  const id = uuidV7();
  await store.merchants.add({ id, name: `Merchant ${id}`, createdAt: 0 });
  return id;
}

async function addKey(
  store: ApiStore,
  { merchantId = '', mode = 'sandbox', ...options }: KeyOptions,
): Promise<string> {
  const secret = makeSecret(mode);
  const { scopes = ['*'], cidrs = [], expiresAt } = options;
  await store.keys.add(
    {
      id: uuidV7(),
      merchantId,
      mode,
      name: 'test key',
      scopes,
      cidrs,
      createdAt: 0,
      ...(expiresAt !== undefined && { expiresAt }),
    },
    hashSecret(secret),
  );
  return secret;
}
