import type { components } from '../../generated/openapi.d.ts';
import type { Instant } from './instant.ts';

type SyncStatus = components['schemas']['SyncStatus'];

/** The fields of a sync state that a client sets; a field without a value is absent. */
export interface SyncStateFields {
  readonly lastSyncAt?: Instant;
  readonly lastSyncStatus?: SyncStatus;
  readonly lastSyncError?: string;
  readonly cursor?: string;
  readonly itemsSynced?: number;
}

/** How far one resource type of a source is synchronised. */
export interface SyncState {
  readonly id: string;
  /** In lower case. */
  readonly source: string;
  readonly resourceType: string;
  readonly fields: SyncStateFields;
  /** UNIX milliseconds. */
  readonly createdAt: number;
  /** UNIX milliseconds. */
  readonly updatedAt: number;
  /** The newest changes, the newest first, at most MOST_CHANGES. */
  readonly changes: readonly SyncStateChange[];
}

/** The fields after one change of a sync state. */
export interface SyncStateChange {
  /** UNIX milliseconds. */
  readonly at: number;
  readonly fields: SyncStateFields;
}

/** A write to a sync state: a value sets a field, null clears it, an absent field stays. */
export interface SyncStateCommand {
  /** The id of the row if it is new. */
  readonly id: string;
  readonly source: string;
  readonly resourceType: string;
  readonly patch: { readonly [F in keyof SyncStateFields]?: SyncStateFields[F] | null };
  /** UNIX milliseconds. */
  readonly now: number;
}

export interface SyncStateDecision {
  readonly after: SyncState;
  readonly isNew: boolean;
}

/** The number of changes that a sync state contains; the console shows them. */
export const MOST_CHANGES = 100;

/** The number of resource types of a source; it limits the size of a response. */
export const MOST_RESOURCE_TYPES = 100;
