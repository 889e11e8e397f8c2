import type { ApiKey, FoundKey } from './api-key.ts';
import type { BatchCommand, BatchResult } from './batch.ts';
import type { CursorPage, CursorSlice } from './cursor-page.ts';
import type { Customer, Reference } from './customer.ts';
import type { CustomerEvent, EventListQuery, Origin } from './event.ts';
import type { IdempotencyKey, SerializedResponse } from './idempotency-key.ts';
import type { CreateCommand, UpdateCommand, WriteDecision } from './plain-write.ts';
import type { Problem } from './problem.ts';
import type { RecordKind, RecordOf } from './records.ts';
import type { StoreFigures } from './store-figures.ts';
import type { Merchant, Tenant } from './tenant.ts';
import type { UpsertCommand, UpsertDecision } from './upsert.ts';

/**
 * The storage port: all that the product asks of a database. Every method is one business step and atomic; there is
 * no transaction to hold open, because an await inside one would let strangers in. A write is durable when its
 * promise resolves. Any method may throw Problem unavailable, and then nothing was half written.
 */
export interface Store extends ApiStore {
  readonly customers: CustomerStore;
}

/** As much of a store as the API asks for by itself; what is written to customers somebody carries out for it. */
export interface ApiStore {
  readonly customers: CustomerReads;
  readonly events: EventStore;
  readonly responses: ResponseStore;
  readonly records: RecordStore;
  readonly keys: KeyStore;
  readonly merchants: MerchantStore;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  figures(): Promise<StoreFigures>;
  close(): Promise<void>;
}

/**
 * A write and how it is answered. `answer` runs inside the transaction that makes the outcome so; it neither waits
 * nor has effects of its own. It may answer with a Problem where nothing of the write stays.
 */
export interface Write<Command, Outcome, Answer> {
  readonly tenant: Tenant;
  readonly command: Command;
  readonly origin: Origin;
  readonly render: (outcome: Outcome) => Answer | Problem;
  /** Whose request it is, where that brings an Idempotency-Key. */
  readonly storage?: ResponseStorage<Answer>;
}

/**
 * What was answered under the claim before is looked up in the transaction of the write, and given again instead of
 * writing; else the answer, or the refusal, is kept in it.
 */
export interface ResponseStorage<Answer> {
  readonly idempotency: IdempotencyKey;
  /** What was answered before, as this write's answer. */
  readonly replay: (kept: SerializedResponse) => Answer;
  /** What is to be kept; null for a refusal that may pass. */
  readonly serialize: (answer: Answer | Problem) => SerializedResponse | null;
}

/** Each also throws Problem idempotency_conflict where its claim was another request's. */
export interface CustomerWrites {
  /** @throws Problem as `decideUpsert` does. */
  upsert<A>(write: Write<UpsertCommand, UpsertDecision, A>): Promise<A>;
  /** @throws Problem as `decideCreate` does. */
  create<A>(write: Write<CreateCommand, WriteDecision, A>): Promise<A>;
  /** @throws Problem as `decideUpdate` does. */
  update<A>(write: Write<UpdateCommand, WriteDecision, A>): Promise<A>;
  /** All items in one transaction; the results are in their order. */
  upsertBatch<A>(write: Write<BatchCommand, readonly BatchResult[], A>): Promise<A>;
}

export interface CustomerReads {
  find(tenant: Tenant, id: string): Promise<Customer | undefined>;
  findByReference(tenant: Tenant, reference: Reference): Promise<Customer | undefined>;
  list(tenant: Tenant, query: CustomerListQuery): Promise<CustomerPage>;
}

export interface CustomerStore extends CustomerReads, CustomerWrites {}

/** Which customers, the newest first. Every filter given must match. */
export interface CustomerListQuery {
  /** At least 1. */
  readonly limit: number;
  readonly offset: number;
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
  /** How many match; left out when a filter matches more than COUNTED_MATCHES. */
  readonly total?: number;
  readonly hasMore: boolean;
}

/** Up to how many matches of a filter are counted. Without a filter the total is always known. */
export const COUNTED_MATCHES = 10_000;

export interface EventStore {
  /** @throws Problem invalid_request for a cursor that is not in the list. */
  list(tenant: Tenant, query: EventListQuery & CursorPage): Promise<CursorSlice<CustomerEvent>>;
  find(tenant: Tenant, id: string): Promise<CustomerEvent | undefined>;
}

/** Answers kept under Idempotency-Keys. */
export interface ResponseStore {
  /** What was answered under a claim. @throws Problem idempotency_conflict when that was to another request. */
  find(tenant: Tenant, idempotency: IdempotencyKey): Promise<SerializedResponse | undefined>;
  /** Keeps an answer that has no effect beside it, unless something was answered before, and gives that as `recall` does. */
  store(
    tenant: Tenant,
    idempotency: IdempotencyKey,
    answer: SerializedResponse,
  ): Promise<SerializedResponse | undefined>;
  /** Forgets answers whose time is over, at most SWEPT_AT_ONCE of them. @returns how many. */
  deleteExpired(now: number): Promise<number>;
}

export interface RecordStore {
  /** @throws Problem resource_missing for an unknown customer; invalid_request for a cursor that is not in the list. */
  list<K extends RecordKind>(
    tenant: Tenant,
    kind: K,
    customerId: string,
    page: CursorPage & { readonly status?: string },
  ): Promise<CursorSlice<RecordOf[K]>>;
  /** Stores records, each replacing the one with its id. Their customers must be there. */
  put<K extends RecordKind>(tenant: Tenant, kind: K, records: readonly RecordOf[K][]): Promise<void>;
}

export interface KeyStore {
  /** Kept under the hash of its secret. */
  add(key: ApiKey, hash: string): Promise<void>;
  /** The same where there is no key yet; of several who ask at once, one adds. @returns whether it was added. */
  addFirst(key: ApiKey, hash: string): Promise<boolean>;
  /** Sees what this process changed at once, and what others did within a second: a key revoked there is revoked here. */
  find(hash: string): Promise<FoundKey | undefined>;
  get(id: string): Promise<ApiKey | undefined>;
  list(): Promise<readonly ApiKey[]>;
  /** @returns false when there is no such key. Revoking again keeps the first time. */
  revoke(id: string, now: number): Promise<boolean>;
  /** Gives the key a new secret; the old ones end at `oldEnds` (UNIX milliseconds). @returns false when there is no such key. */
  rotate(id: string, hash: string, oldEnds: number): Promise<boolean>;
  /** Remembers uses, by key id and time. */
  recordUses(uses: ReadonlyMap<string, number>): Promise<void>;
}

export interface MerchantStore {
  add(merchant: Merchant): Promise<void>;
  /** The one that was added first; the given one is added where there is none, however many ask at once. */
  first(merchant: Merchant): Promise<Merchant>;
  /** In the order in which they were added. */
  list(): Promise<readonly Merchant[]>;
}
