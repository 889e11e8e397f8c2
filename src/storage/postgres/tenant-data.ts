import type { SyncState } from '../../domain/sync-state.ts';
import type { StoredCustomer } from './customer-row.ts';
import type { EventInsert } from './event-row.ts';
import type { StoredResponseRow } from './stored-response.ts';

/** The number of customers and events of a tenant, and the time of its latest event in UNIX milliseconds. */
export interface Counters {
  readonly customers: number;
  readonly events: number;
  readonly lastEventAt: number;
}

/** The data of a tenant that some writes may read, as it was loaded. */
export interface Loaded {
  readonly counters: Counters;
  readonly customers: readonly StoredCustomer[];
  /** The number of customers with an email, by folded email; empty if emails are not shared. */
  readonly emailCounts: ReadonlyMap<string, number>;
  readonly storedResponses: readonly StoredResponseRow[];
  /** All sync states of the sources that the writes look up. */
  readonly syncStates: readonly SyncState[];
}

/** The differences that some writes make. */
export interface Changes {
  readonly counters: Counters;
  readonly customers: readonly { readonly before?: StoredCustomer; readonly after: StoredCustomer }[];
  readonly events: readonly EventInsert[];
  readonly responses: readonly StoredResponseRow[];
  readonly syncStates: readonly SyncState[];
}
