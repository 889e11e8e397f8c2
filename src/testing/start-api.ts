import { existsSync, rmSync } from 'node:fs';
import type { Casing } from '../contract/derive.ts';
import { loadContract } from '../contract/load.ts';
import type { SharedEmails } from '../domain/email-uniqueness.ts';
import { Metrics } from '../http/telemetry/metrics.ts';
import { openStore } from '../storage/open-store.ts';
import { withInlineWriter } from '../writer/open-server-store.ts';
import { createResponseOptions } from '../writes/response-options.ts';
import { MovableClock } from './movable-clock.ts';
import { RequestGate } from './request-gate.ts';
import { GRACE_MS, type Serving } from './serve-app.ts';
import { type SharedOptions, serveStore } from './serve-store.ts';
import { TestData } from './test-data.ts';

export interface StartApiOptions extends SharedOptions {
  /** The spelling of names in plain customer answers; both unless given. */
  readonly casing?: Casing | undefined;
  /** What becomes of a body field that is not in the contract; a warning unless given. */
  readonly unknownFields?: 'warn' | 'reject' | undefined;
  /** Whether customers may share an email; refused unless given. */
  readonly sharedEmails?: SharedEmails | undefined;
  /** Hold every answer against the spec; true unless given. */
  readonly validateResponses?: boolean | undefined;
  /** Where the data is kept: a file that is not there yet. In memory unless given, which is faster. */
  readonly file?: string | undefined;
}

/** The product on a free port of this machine. */
export interface StartedApi extends Serving {
  readonly data: TestData;
  readonly clock: MovableClock;
  /** Brings data and clock back. Requests that come meanwhile are answered from the new data. */
  reset(): Promise<void>;
}

/** @throws Error when the file is there already: a reset would empty it. */
export async function startApi(options: StartApiOptions = {}): Promise<StartedApi> {
  const {
    casing = 'both',
    unknownFields = 'warn',
    sharedEmails = 'refuse',
    validateResponses = true,
    file,
    ...handed
  } = options;
  if (file !== undefined && existsSync(file)) {
    throw new Error(`${file} is there already, and a reset would empty it; name a new file.`);
  }
  const contract = loadContract({ unknownFields, casing });
  const metrics = new Metrics('test');
  const clock = new MovableClock();
  const data = await TestData.open(async () => {
    if (file !== undefined) removeDatabase(file);
    return openStore(`sqlite:${file ?? ':memory:'}`, { sharedEmails, serving: true, observer: metrics });
  }, contract.document);
  const gate = new RequestGate(GRACE_MS);
  const served = await serveStore({
    contract,
    gate,
    store: withInlineWriter(data.store, createResponseOptions(contract, casing)),
    casing,
    metrics,
    clock: () => clock.now(),
    validateResponses,
    ...handed,
  });
  await served.warm();
  const reset = () =>
    data.reset((replace) =>
      gate.closeDuring(async () => {
        // Not earlier: a running request would be answered in two times.
        clock.reset();
        await replace();
      }),
    );
  return { ...served, data, clock, reset };
}

/** With the companions that SQLite keeps beside it. */
function removeDatabase(file: string): void {
  for (const companion of ['', '-wal', '-shm']) rmSync(file + companion, { force: true });
}
