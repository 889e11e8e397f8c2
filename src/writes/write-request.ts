import type { BatchCommand } from '../domain/batch.ts';
import type { IdempotencyKey, SerializedResponse } from '../domain/idempotency-key.ts';
import type { CreateCommand, UpdateCommand } from '../domain/plain-write.ts';
import type { SyncStateCommand } from '../domain/sync-state.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { UpsertCommand } from '../domain/upsert.ts';

/** The command of each type of write. */
export interface WriteCommands {
  upsert: UpsertCommand;
  create: CreateCommand;
  update: UpdateCommand;
  upsertBatch: BatchCommand;
  syncState: SyncStateCommand;
}

export type WriteType = keyof WriteCommands;

/** A write with everything that its response depends on, as serialisable data: another thread may execute it. */
export interface WriteRequest<T extends WriteType = WriteType> {
  readonly type: T;
  readonly tenant: Tenant;
  readonly command: WriteCommands[T];
  /** Sentences about the body for the response to repeat. */
  readonly warnings: readonly string[];
  /** Sentences about single items of a batch, by the item's index; only for items that have some. */
  readonly itemWarnings?: ItemWarnings;
  readonly requestId: string;
  /** The header as it was sent. */
  readonly idempotencyKey: string | null;
  /** Identifies the response that may already be stored. */
  readonly idempotency: IdempotencyKey | null;
  /** Whether the response is to be stored under `idempotency`. */
  readonly isStored: boolean;
}

export type ItemWarnings = Readonly<Record<number, readonly string[]>>;

/** Executes a write and resolves with its response, also if that is an error. @throws Problem unavailable. */
export type ExecuteWrite = (request: WriteRequest) => Promise<SerializedResponse>;
