import type { Customer, Reference } from '../customer.ts';
import type { CustomerEvent, EventListQuery } from '../event.ts';
import type { IdempotencyKey, SerializedResponse } from '../idempotency-key.ts';
import type { ApiKey, FoundKey } from '../keys/api-key.ts';
import type { CursorPage, CursorSlice } from '../lists/cursor-page.ts';
import type { RecordKind, RecordOf } from '../records.ts';
import type { SyncState } from '../sync-state.ts';
import type { Merchant, Tenant } from '../tenant.ts';
import type { RequestCountReads, RequestCountWrites } from './request-counts.ts';
import type { StoreFigures } from './store-figures.ts';
import type { TransactionRunner } from './unit-of-work.ts';

/**
 * The storage port: everything that the product needs from a database. Every method is atomic. A write is durable when
 * its promise resolves. Any method may throw Problem unavailable.
 *
 * Customers are written only by functions that run in `transaction`. These functions are synchronous, because an `await`
 * inside a transaction would let other requests run statements in it.
 */
export type Store = ApiStore & TransactionRunner;

/** Everything that the API, the console and most commands call directly: all methods apart from customer writes. */
export type ApiStore = StoreReads & StoreWrites & { close(): Promise<void> };

/** All methods that only read. */
export interface StoreReads {
  readonly customers: CustomerReads;
  readonly events: EventReads;
  readonly responses: ResponseReads;
  readonly records: RecordReads;
  readonly keys: KeyReads;
  readonly merchants: MerchantReads;
  readonly syncStates: SyncStateReads;
  readonly requestCounts: RequestCountReads;
  /** Resolves if the database responds. */
  ping(): Promise<void>;
  figures(): Promise<StoreFigures>;
}

/** All methods that write, apart from customer writes. The writer thread implements each of them. */
export interface StoreWrites {
  readonly responses: ResponseWrites;
  readonly records: RecordWrites;
  readonly keys: KeyWrites;
  readonly merchants: MerchantWrites;
  readonly requestCounts: RequestCountWrites;
}

export interface CustomerReads {
  find(tenant: Tenant, id: string): Promise<Customer | undefined>;
  findByReference(tenant: Tenant, reference: Reference): Promise<Customer | undefined>;
  /** @throws Problem invalid_request if `after` is not the id of a customer. */
  list(tenant: Tenant, query: CustomerListQuery): Promise<CustomerPage>;
}

/** Selects customers, the newest first. A customer matches if it matches every given filter. */
export interface CustomerListQuery {
  /** At least 1. */
  readonly limit: number;
  readonly offset: number;
  /** The id of a customer; the page begins with the next older one that matches. */
  readonly after?: string;
  /** Folded by `foldSearch`, not blank. */
  readonly search?: string;
  /** Folded by `foldEmail`. */
  readonly emailFolded?: string;
  /** Folded by `foldSource`. */
  readonly source?: string;
  readonly externalId?: string;
  /** UNIX milliseconds. */
  readonly updatedSince?: number;
}

export interface CustomerPage {
  readonly items: readonly Customer[];
  /** The number of matches; absent if a filter has more than COUNTED_MATCHES. */
  readonly total?: number;
  readonly hasMore: boolean;
}

/** The maximum number of matches of a filter that are counted. Without a filter the total is always known. */
export const COUNTED_MATCHES = 10_000;

export interface EventReads {
  /**
   * @param isAwaited a long list that waits for its turn is not read if it returns false. Default: always.
   * @throws Problem invalid_request for a cursor that is not in the list.
   */
  list(
    tenant: Tenant,
    query: EventListQuery & CursorPage,
    isAwaited?: () => boolean,
  ): Promise<CursorSlice<CustomerEvent>>;
  find(tenant: Tenant, id: string): Promise<CustomerEvent | undefined>;
}

export interface ResponseReads {
  /** Finds the response stored under a key. @throws Problem idempotency_conflict if it belongs to another request. */
  find(tenant: Tenant, idempotency: IdempotencyKey): Promise<SerializedResponse | undefined>;
}

export interface ResponseWrites {
  /** Stores a response of a request that writes nothing else. Returns and throws as `storeFirstResponse` does. */
  store(
    tenant: Tenant,
    idempotency: IdempotencyKey,
    response: SerializedResponse,
  ): Promise<SerializedResponse | undefined>;
  /**
   * Deletes at most EXPIRED_PER_TRANSACTION expired responses.
   *
   * @param now UNIX milliseconds.
   * @returns the number of deleted responses.
   */
  deleteExpired(now: number): Promise<number>;
}

/** Responses stored under Idempotency-Keys. */
export interface ResponseStore extends ResponseReads, ResponseWrites {}

export interface RecordReads {
  /** @throws Problem resource_missing for an unknown customer; invalid_request for a cursor that is not in the list. */
  list<K extends RecordKind>(
    tenant: Tenant,
    kind: K,
    customerId: string,
    page: CursorPage & { readonly status?: string },
  ): Promise<CursorSlice<RecordOf[K]>>;
}

export interface RecordWrites {
  /** Stores records; each replaces the record with the same id. @throws Problem resource_missing for an unknown customer. */
  put<K extends RecordKind>(tenant: Tenant, kind: K, records: readonly RecordOf[K][]): Promise<void>;
}

export interface KeyReads {
  /**
   * Finds a key by the hash of its secret. Changes by this process are visible at once, changes by other processes within
   * a second.
   */
  find(hash: string): Promise<FoundKey | undefined>;
  get(id: string): Promise<ApiKey | undefined>;
  list(): Promise<readonly ApiKey[]>;
}

export interface KeyWrites {
  /** Adds a key under the hash of its secret. */
  add(key: ApiKey, hash: string): Promise<void>;
  /** Adds a key if the store has none; of several concurrent calls, one adds its key. @returns whether it was added. */
  addFirst(key: ApiKey, hash: string): Promise<boolean>;
  /**
   * Revokes a key; a second call changes nothing.
   *
   * @param now UNIX milliseconds.
   * @param by who revokes the key. Default: not stored.
   * @returns false if the key does not exist.
   */
  revoke(id: string, now: number, by?: string): Promise<boolean>;
  /**
   * Gives the key a new secret.
   *
   * @param oldEnds when the old secrets expire, in UNIX milliseconds.
   * @returns false if the key does not exist.
   */
  rotate(id: string, hash: string, oldEnds: number): Promise<boolean>;
  /** Stores when keys were last used, in UNIX milliseconds by key id. */
  recordUses(uses: ReadonlyMap<string, number>): Promise<void>;
}

export interface KeyStore extends KeyReads, KeyWrites {}

export interface MerchantReads {
  /** In the order in which they were added. */
  list(): Promise<readonly Merchant[]>;
}

export interface MerchantWrites {
  add(merchant: Merchant): Promise<void>;
  /** Returns the oldest merchant; adds the given one if there is none. Concurrent calls return the same merchant. */
  first(merchant: Merchant): Promise<Merchant>;
}

export interface SyncStateReads {
  /**
   * In the order of source and resource type.
   *
   * @param source in lower case; default: every source.
   */
  list(tenant: Tenant, source?: string): Promise<readonly SyncState[]>;
}
