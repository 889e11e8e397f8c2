import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import supertest from 'supertest';
import type { Store } from '../../src/domain/store/store.ts';
import type { Mode, Tenant } from '../../src/domain/tenant.ts';
import { type CreateServerOptions, createServer } from '../../src/server/create-server.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { ServerErrors } from '../../src/testing/server-errors.ts';
import {
  type ServerStore,
  type ServerStoreOptions,
  withInlineWriter,
} from '../../src/writer/open-server-store.ts';
import { addKey, addMerchant } from './tenants.ts';
import { databaseNamed } from './test-database.ts';

export interface TestServerOptions
  extends Omit<CreateServerOptions, 'database' | 'clock' | 'docs' | 'validateResponses' | 'version'> {
  /** The folder of the database, which remains after the test. Default: a folder that is deleted. */
  readonly folder?: string;
  /** The URL of a database. Default: a file in the folder. */
  readonly database?: string;
  /** Writes in this thread, so that a test can replace the methods of `store` that write. Default: false. */
  readonly writesHere?: boolean;
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

/** The metrics token of a test server. */
export const METRICS_TOKEN = 'a-token-for-the-metrics';

/** How long running requests may take to end; milliseconds. */
const GRACE_MS = 1000;

/**
 * The server on a real socket with a real database file. It validates each response against the spec. A response that
 * breaks the spec, and any other unexpected error, makes `stop` throw.
 */
export class TestServer {
  readonly url: string;
  /** The URL of the database, which another process can open at the same time. */
  readonly database: string;
  readonly store: TestStore;
  /** The URL of the port for the metrics, if the options open one. */
  readonly metricsUrl: string | undefined;
  /** A sandbox key of `tenant` with every scope. */
  readonly key: string;
  readonly tenant: Tenant;
  /** The server's time, which a test may set; UNIX milliseconds. */
  now = Date.parse('2026-11-23T12:00:00.000Z');
  /** The collected errors. A test removes the errors that it has caused. */
  readonly mistakes: string[];
  /** Compiles the validators, as `serve` does after its start. */
  readonly warm: () => Promise<void>;
  #stop: () => Promise<void>;

  private constructor(
    made: Pick<
      TestServer,
      'url' | 'metricsUrl' | 'database' | 'store' | 'tenant' | 'key' | 'mistakes' | 'warm' | 'stop'
    >,
  ) {
    this.url = made.url;
    this.metricsUrl = made.metricsUrl;
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
      folder = mkdtempSync(join(tmpdir(), 'upsertd-test-')),
      database = await usualDatabase(folder),
      writesHere = false,
      ...others
    } = options;
    const errors = new ServerErrors();
    let server: TestServer | undefined;
    const started = await createServer(
      {
        metricsToken: METRICS_TOKEN,
        ...others,
        database,
        docs: options.consoleToken !== undefined,
        validateResponses: true,
        clock: () => server?.now ?? 0,
        version: '1.2.3',
      },
      { ...errors.hooks, ...(writesHere && { openStore: openWithInlineWriter }) },
    );
    const { url, metricsUrl, store, warm } = started;
    const tenant = { merchantId: await addMerchant(store), mode: 'sandbox' as const };
    const { secret: key } = await addKey(store, tenant);
    const stop = async () => {
      try {
        await started.stop(GRACE_MS);
        errors.raise();
      } finally {
        if (options.folder === undefined) rmSync(folder, { recursive: true });
      }
    };
    const { reported: mistakes } = errors;
    server = new TestServer({ url, metricsUrl, database, store, tenant, key, mistakes, warm, stop });
    return server;
  }

  /** Creates a client that sends the server's API key, another one, or with `null` none. */
  as(key: string | null = this.key) {
    const agent = supertest.agent(this.url);
    return key === null ? agent : agent.set('x-api-key', key);
  }

  /** Reads the metrics, as text. */
  async metrics(): Promise<string> {
    const authorization = `Bearer ${METRICS_TOKEN}`;
    const { text } = await this.as(null).get('/metrics').set('Authorization', authorization).expect(200);
    return text;
  }

  addMerchant(): Promise<string> {
    return addMerchant(this.store);
  }

  /** Adds a key, and returns its secret. Default: a key of `tenant` with every scope. */
  async addKey(options: KeyOptions = {}): Promise<string> {
    return (await addKey(this.store, this.tenant, options)).secret;
  }

  /** @throws Error if the server violated the spec, or an unexpected error occurred. */
  stop(): Promise<void> {
    return this.#stop();
  }
}

/** A file in the folder, or with TEST_STORE=postgres a PostgreSQL database named after the folder. */
async function usualDatabase(folder: string): Promise<string> {
  if (process.env.TEST_STORE !== 'postgres') return `sqlite:${join(folder, 'test.db')}`;
  return databaseNamed(basename(folder).toLowerCase().replaceAll('-', '_'));
}

async function openWithInlineWriter(url: string, { responseOptions, ...options }: ServerStoreOptions) {
  return withInlineWriter(await openStore(url, { ...options, serving: true }), responseOptions);
}
