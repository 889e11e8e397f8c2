import type { Casing } from '../../contract/derive.ts';
import type { RateLimits } from '../../domain/rate-limit.ts';
import type { ApiStore } from '../../domain/store.ts';
import { makeId } from '../../platform/make-id.ts';
import type { ExecuteWrite } from '../../writes/write-request.ts';
import { createHandlers } from '../handlers/create-handlers.ts';
import { ExpiredResponseCleaner } from '../jobs/expired-response-cleaner.ts';
import { KeyUsageRecorder } from '../jobs/key-usage-recorder.ts';
import { serverPipeline } from '../pipelines.ts';
import { itemReader } from '../request/batch-items.ts';
import { Metrics } from '../telemetry/metrics.ts';
import { type App, type AppOptions, createApp } from './app.ts';

export interface ApiOptions extends Omit<AppOptions, 'pipeline' | 'metrics' | 'ping'> {
  /** What the store has been told of too, if anything. */
  readonly metrics?: Metrics;
  readonly store: ApiStore;
  /** Who carries out what is written to customers. */
  readonly executeWrite: ExecuteWrite;
  readonly casing: Casing;
  /** How often a key may ask; as often as it likes unless given. */
  readonly rateLimits?: RateLimits | undefined;
  /** UNIX milliseconds; the system's clock unless given. */
  readonly clock?: () => number;
}

export interface Api extends App {
  /** Writes down what is only in memory; before the store is closed. */
  stop(): Promise<void>;
}

/** The real thing: the contract's operations over a store. */
export function createApi({
  store,
  executeWrite,
  casing,
  rateLimits,
  metrics = new Metrics(),
  clock = Date.now,
  onError = () => {},
  ...options
}: ApiOptions): Api {
  const { contract } = options;
  metrics.watchStore(() => store.figures());
  const uses = new KeyUsageRecorder(store.keys, (error) =>
    onError('uses of keys were not written down', error),
  );
  const cleaner = new ExpiredResponseCleaner({
    responses: store.responses,
    clock,
    onDeleted: (count) => metrics.noteSwept(count),
    onError: (error) => onError('kept answers were not swept', error),
  });
  const handlers = createHandlers({
    store,
    clock,
    newId: makeId,
    casing,
    apiVersion: contract.versions.at(-1) as string,
    batchItems: itemReader(contract, 'BatchItem'),
  });
  const serving = {
    contract,
    handlers,
    executeWrite,
    keys: store.keys,
    responses: store.responses,
    clock,
    trustedProxies: options.trustedProxies,
    onKeyUse: (keyId: string, now: number) => uses.recordUse(keyId, now),
    rateLimits,
  };
  const app = createApp({
    ...options,
    onError,
    metrics,
    ping: () => store.ping(),
    pipeline: (validator) => serverPipeline(serving, validator),
  });
  return {
    ...app,
    stop: async () => {
      await cleaner.stop();
      await uses.stop();
    },
  };
}
