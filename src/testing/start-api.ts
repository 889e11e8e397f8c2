import { existsSync, rmSync } from 'node:fs';
import type { Casing } from '../contract/derive.ts';
import { loadContract } from '../contract/load.ts';
import type { SharedEmails } from '../domain/email-rule.ts';
import { type ApiOptions as CreateOptions, createApi } from '../http/create-api.ts';
import { listen } from '../http/listen.ts';
import { Metrics } from '../http/metrics.ts';
import { openStore } from '../storage/open-store.ts';
import { Faults } from './faults.ts';
import { MovableClock } from './movable-clock.ts';
import { TestData } from './test-data.ts';

/** What is handed on as it is. */
type Handed = Pick<CreateOptions, 'rateLimits' | 'metricsToken' | 'trustedProxies' | 'hstsSeconds'>;

export interface ApiOptions extends Handed {
  /** The spelling of names in plain customer answers; both unless given. */
  readonly casing?: Casing | undefined;
  /** What becomes of a body field that is not in the contract; a warning unless given. */
  readonly unknownFields?: 'warn' | 'reject' | undefined;
  /** Whether customers may share an email; refused unless given. */
  readonly sharedEmails?: SharedEmails | undefined;
  /** Origins whose pages may call, `*` for any; none unless given. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Hold every answer against the spec; true unless given. */
  readonly validateResponses?: boolean | undefined;
  /** Where the data is kept: a file that is not there yet. In memory unless given, which is faster. */
  readonly file?: string | undefined;
}

/** The product on a free port of this machine. */
export interface StartedApi {
  /** `http://127.0.0.1:49152`. */
  readonly origin: string;
  readonly data: TestData;
  readonly clock: MovableClock;
  readonly faults: Faults;
  /** @throws Error when the server broke the contract. */
  stop(): Promise<void>;
}

/** How long running requests may take to end, in milliseconds. */
const GRACE_MS = 1000;

/** @throws Error when the file is there already: a reset would empty it. */
export async function startApi(options: ApiOptions = {}): Promise<StartedApi> {
  const {
    casing = 'both',
    unknownFields = 'warn',
    sharedEmails = 'refuse',
    corsOrigins = [],
    validateResponses = true,
    file,
    ...handed
  } = options;
  if (file !== undefined && existsSync(file)) {
    throw new Error(`${file} is there already, and a reset would empty it; name a new file.`);
  }
  const contract = loadContract({ unknownFields, casing });
  const faults = new Faults();
  const metrics = new Metrics('test');
  const clock = new MovableClock();
  const data = await TestData.open(async () => {
    if (file !== undefined) removeDatabase(file);
    return openStore(`sqlite:${file ?? ':memory:'}`, { sharedEmails, serving: true, observer: metrics });
  }, contract.document);
  const api = createApi({
    contract,
    store: data.store,
    casing,
    corsOrigins,
    validateResponses,
    metrics,
    ...handed,
    clock: () => clock.now(),
    ...faults.hooks,
  });
  const listening = await listen(api.express, { host: '127.0.0.1', port: 0 });
  await api.warm();
  const stop = async () => {
    await listening.drain(GRACE_MS);
    await api.stop();
    await data.store.close();
    faults.raise();
  };
  return { origin: listening.url, data, clock, faults, stop };
}

/** With the companions that SQLite keeps beside it. */
function removeDatabase(file: string): void {
  for (const companion of ['', '-wal', '-shm']) rmSync(file + companion, { force: true });
}
