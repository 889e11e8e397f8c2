/** The public exports of `upsertd/client`. No module of the product imports from here. */
export { ApiError, type ApiErrorCode } from './api-error.ts';
export type {
  CallOptions,
  ConditionalWriteOptions,
  ReadIfChangedOptions,
  ReadOptions,
  WriteOptions,
} from './call.ts';
export { ConnectionError, TimeoutError } from './connection-error.ts';
export { type Client, type ClientOptions, createClient } from './create-client.ts';
export type { CustomerResult, Tagged } from './customer-result.ts';
export type { BatchOptions, Customers } from './customers.ts';
export type { Events } from './events.ts';
export type { RecordList, RecordPage } from './record-list.ts';
export type * from './shapes.ts';
export type { SyncStates } from './sync-states.ts';
export type { Timing } from './timing.ts';
export type { UpsertResult } from './upsert-result.ts';
