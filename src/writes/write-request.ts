import type { BatchCommand } from '../domain/batch.ts';
import type { IdempotencyKey } from '../domain/idempotency-key.ts';
import type { CreateCommand, UpdateCommand } from '../domain/plain-write.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { UpsertCommand } from '../domain/upsert.ts';
import type { SerializedResponseOf } from './handler-response.ts';

/** What each write asks of the store, what its answer tells beside the outcome, and which operation it belongs to. */
export interface WriteTypes {
  upsert: {
    command: UpsertCommand;
    requestWarnings: RequestWarnings;
    operation: 'upsertCustomerByExternalId';
  };
  create: { command: CreateCommand; requestWarnings: RequestWarnings; operation: 'createCustomer' };
  update: { command: UpdateCommand; requestWarnings: RequestWarnings; operation: 'updateCustomer' };
  upsertBatch: {
    command: BatchCommand;
    requestWarnings: BatchRequestWarnings;
    operation: 'batchUpsertCustomers';
  };
}

/** The store's method by the same name carries it out. */
export type WriteType = keyof WriteTypes;

export interface RequestWarnings {
  /** Plain sentences about the body, to be passed on. */
  readonly warnings: readonly string[];
}

export interface BatchRequestWarnings extends RequestWarnings {
  /** Likewise about single items, by their place; only where there are any. */
  readonly itemWarnings: Readonly<Record<number, readonly string[]>>;
}

/** A write with all that its answer depends on, as data: whoever carries it out may be another thread. */
export interface WriteRequest<K extends WriteType = WriteType> {
  readonly type: K;
  readonly tenant: Tenant;
  readonly command: WriteTypes[K]['command'];
  readonly requestWarnings: WriteTypes[K]['requestWarnings'];
  readonly requestId: string;
  readonly idempotencyKey: string | null;
  /** Under which it may have been answered before. */
  readonly idempotency: IdempotencyKey | null;
  /** Whether the answer is to be kept under the claim. */
  readonly isStored: boolean;
}

/** Carries a write out and gives its answer. @throws Problem as the store does. */
export type ExecuteWrite = <K extends WriteType>(
  request: WriteRequest<K>,
) => Promise<SerializedResponseOf<WriteTypes[K]['operation']>>;
