import type { Casing } from '../../contract/derive.ts';
import type { EmailMatch } from '../../domain/email.ts';
import type { RateLimits } from '../../domain/rate-limit.ts';
import type { ApiStore } from '../../domain/store/store.ts';
import { makeId } from '../../platform/ids.ts';
import type { ReadCustomerPage } from '../../writes/read-customer-page.ts';
import { showCustomer } from '../../writes/render-customer.ts';
import type { ExecuteWrite } from '../../writes/write-request.ts';
import { createHandlers } from '../handlers/create-handlers.ts';
import { ExpiredResponseCleaner } from '../jobs/expired-response-cleaner.ts';
import { KeyUsageRecorder } from '../jobs/key-usage-recorder.ts';
import { MemoryBudget } from '../limits/memory-budget.ts';
import { serverPipeline } from '../pipelines.ts';
import { itemReader } from '../request/batch-items.ts';
import { Metrics } from '../telemetry/metrics.ts';
import { type App, type AppOptions, createApp } from './app.ts';

export interface ApiOptions extends Omit<AppOptions, 'pipeline' | 'metrics' | 'ping' | 'responseMemory'> {
  /** The metrics that the store reports to as well. Default: new ones. */
  readonly metrics?: Metrics;
  readonly store: ApiStore;
  /** Executes the writes to customers. */
  readonly executeWrite: ExecuteWrite;
  /** Reads the pages of customers. */
  readonly readCustomerPage: ReadCustomerPage;
  /** The case of field names in customer responses. */
  readonly casing: Casing;
  /** What an upsert does if its reference is new and its email is known. Default: link. */
  readonly emailMatch?: EmailMatch | undefined;
  /** The rate limits of each API key. Default: no limits. */
  readonly rateLimits?: RateLimits | undefined;
  /** The memory for request bodies, and as much for responses, in bytes. Default: `budgetBytes`. */
  readonly memoryBudget?: number | undefined;
  /** UNIX milliseconds. Default: the system clock. */
  readonly clock?: (() => number) | undefined;
}

export interface Api extends App {
  /** Ends the background jobs and stores what is only in memory. Call it before you close the store. */
  stop(): Promise<void>;
}

/** Creates the API: the operations of the contract on a store. */
export function createApi(options: ApiOptions): Api {
  const { contract, store, executeWrite, casing, rateLimits, trustedProxies } = options;
  const { metrics = new Metrics(), clock = Date.now, onError = () => {}, emailMatch = 'link' } = options;
  metrics.watchStore(() => store.figures());
  const uses = new KeyUsageRecorder(store.keys, (error) => onError('uses of keys were not stored', error));
  const cleaner = new ExpiredResponseCleaner({
    responses: store.responses,
    clock,
    onDeleted: (count) => metrics.noteSwept(count),
    onError: (error) => onError('expired responses were not deleted', error),
  });
  const handlers = createHandlers({
    store,
    readCustomerPage: options.readCustomerPage,
    clock,
    newId: makeId,
    showCustomer: (customer) => showCustomer(customer, casing),
    apiVersion: contract.versions.at(-1) as string,
    emailMatch,
    batchItems: itemReader(contract, 'BatchItem'),
  });
  const { keys, responses } = store;
  const serving = { contract, handlers, executeWrite, keys, responses, clock, onKeyUse: uses.recordUse };
  const bodyMemory = new MemoryBudget(options.memoryBudget);
  const responseMemory = new MemoryBudget(options.memoryBudget);
  const app = createApp({
    ...options,
    responseMemory,
    onError,
    metrics,
    implementation: 'upsertd',
    ping: () => store.ping(),
    pipeline: (validator) =>
      serverPipeline({ ...serving, rateLimits, bodyMemory, responseMemory, trustedProxies }, validator),
  });
  return {
    ...app,
    stop: async () => {
      await cleaner.stop();
      await uses.stop();
    },
  };
}
