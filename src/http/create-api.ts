import { v7 as uuidV7 } from 'uuid';
import type { Casing } from '../contract/derive.ts';
import type { Contract } from '../contract/load.ts';
import type { Store } from '../domain/store.ts';
import { type App, type AppOptions, createApp } from './app.ts';
import { itemReader } from './batch-items.ts';
import { createHandlers } from './handlers/create-handlers.ts';
import { KeyUses } from './key-uses.ts';
import { Metrics } from './metrics.ts';
import { Sweeper } from './sweeper.ts';

export interface ApiOptions
  extends Pick<AppOptions, 'validateResponses' | 'corsOrigins' | 'onEnd' | 'onViolation'> {
  readonly contract: Contract;
  readonly store: Store;
  readonly casing: Casing;
  /** UNIX milliseconds; the system's clock unless given. */
  readonly clock?: () => number;
}

export interface Api extends App {
  /** Writes down what is only in memory; before the store is closed. */
  stop(): Promise<void>;
}

/** The real thing: the contract's operations over a store. */
export function createApi({ contract, store, casing, clock = Date.now, ...options }: ApiOptions): Api {
  const metrics = new Metrics();
  const uses = new KeyUses(store.keys);
  const sweeper = new Sweeper({
    answers: store.answers,
    clock,
    onSwept: (count) => metrics.noteSwept(count),
  });
  const app = createApp({
    ...options,
    contract,
    handlers: createHandlers({
      store,
      clock,
      newId: () => uuidV7(),
      casing,
      apiVersion: contract.versions.at(-1) as string,
      readBatchItem: itemReader(contract, 'BatchItem'),
    }),
    keys: store.keys,
    answers: store.answers,
    metrics,
    clock,
    ping: () => store.ping(),
    onKeyUse: (keyId, now) => uses.note(keyId, now),
  });
  return {
    ...app,
    stop: async () => {
      await sweeper.stop();
      await uses.stop();
    },
  };
}
