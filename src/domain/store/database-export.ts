import type { Customer } from '../customer.ts';
import type { CustomerEvent } from '../event.ts';
import type { SerializedResponse } from '../idempotency-key.ts';
import type { ApiKey } from '../keys/api-key.ts';
import type { RecordKind, RecordOf } from '../records.ts';
import type { SyncState } from '../sync-state.ts';
import type { Merchant, Tenant } from '../tenant.ts';

/** The parts of a tenant's data, in an order in which each part comes after those that it refers to. */
export const TENANT_PARTS = ['customers', 'events', 'records', 'answers', 'syncStates'] as const;

export type TenantPart = (typeof TENANT_PARTS)[number];

/** A row of each part, the same for every database. */
export interface RowOf {
  customers: { readonly number: number; readonly customer: Customer };
  events: CustomerEvent;
  records: { readonly kind: RecordKind; readonly body: RecordOf[RecordKind] };
  answers: ExportedResponse;
  syncStates: SyncState;
}

export interface ExportedResponse {
  readonly claim: string;
  readonly fingerprint: string;
  /** UNIX milliseconds. */
  readonly expiresAt: number;
  readonly response: SerializedResponse;
}

export interface ExportedKey {
  readonly key: ApiKey;
  /** In the order of their hashes. */
  readonly secrets: readonly { readonly hash: string; readonly expiresAt?: number }[];
}

/** The position of a row in its part: a number, or a text that is compared byte for byte. */
export type Position = number | string;

/**
 * A whole database as rows that are read and written in their order. No other process may use the database meanwhile. A
 * write is durable when its promise resolves, so an interrupted copy can continue after the last row.
 */
export interface DatabaseExport {
  /** In the order in which they were added. */
  merchants(): Promise<readonly Merchant[]>;
  addMerchant(merchant: Merchant): Promise<void>;
  /** In the order of their ids. */
  keys(): Promise<readonly ExportedKey[]>;
  addKey(key: ExportedKey): Promise<void>;
  /** Returns rows in their order, beginning after a position. */
  read<P extends TenantPart>(tenant: Tenant, part: P, page: ExportPage): Promise<readonly RowOf[P][]>;
  /** Appends rows after the last one, all or none. */
  write<P extends TenantPart>(tenant: Tenant, part: P, rows: readonly RowOf[P][]): Promise<void>;
  /** Returns the position of the last row; undefined if there is none. */
  last(tenant: Tenant, part: TenantPart): Promise<Position | undefined>;
  close(): Promise<void>;
}

export interface ExportPage {
  readonly after: Position | undefined;
  readonly limit: number;
}

type Rules = { readonly [P in TenantPart]: (row: RowOf[P]) => Position };

const POSITIONS: Rules = {
  customers: ({ number }) => number,
  events: ({ sequence }) => sequence,
  records: ({ kind, body }) => recordPosition(kind, body.id),
  answers: ({ claim }) => claim,
  syncStates: ({ source, resourceType }) => syncStatePosition(source, resourceType),
};

export function positionOf<P extends TenantPart>(part: P, row: RowOf[P]): Position {
  return POSITIONS[part](row);
}

/** The position of a record: kind and id, with the id in lower case. */
export function recordPosition(kind: string, id: string): string {
  return `${kind}/${id.toLowerCase()}`;
}

/** Returns kind and id of a record's position; two empty texts, which sort first, for no position. */
export function readRecordPosition(position: Position | undefined): [kind: string, id: string] {
  const [, kind = '', id = ''] = /^([^/]*)\/(.*)$/s.exec(`${position ?? ''}`) ?? [];
  return [kind, id];
}

/** The position of a sync state. Neither part contains a slash. */
export function syncStatePosition(source: string, resourceType: string): string {
  return `${source}/${resourceType}`;
}

/** Returns source and resource type of a position; two empty texts, which sort first, for no position. */
export function readSyncStatePosition(
  position: Position | undefined,
): [source: string, resourceType: string] {
  const [source = '', resourceType = ''] = `${position ?? ''}`.split('/');
  return [source, resourceType];
}

/** Returns the content of a row as a text that is the same for every database. */
export function canonicalJson<P extends TenantPart>(part: P, row: RowOf[P]): string {
  return JSON.stringify((CANONICAL[part] as (row: RowOf[P]) => unknown)(row));
}

const CANONICAL: { readonly [P in TenantPart]: (row: RowOf[P]) => unknown } = {
  customers: ({ number, customer }) => [number, ...canonicalCustomer(customer)],
  events: ({ id, type, sequence, createdAt, customer, previous, requestId, idempotencyKey }) => [
    ...[
      sequence,
      id,
      type,
      createdAt,
      canonicalCustomer(customer),
      previous ?? null,
      requestId,
      idempotencyKey,
    ],
  ],
  records: ({ kind, body }) => [kind, body],
  answers: ({ claim, fingerprint, expiresAt, response: { status, headers, body } }) => [
    ...[claim, fingerprint, expiresAt, status, headers, body],
  ],
  syncStates: ({ id, source, resourceType, fields, createdAt, updatedAt, changes }) => [
    ...[source, resourceType, id, fields, createdAt, updatedAt, changes],
  ],
};

function canonicalCustomer({ id, fields, references, version, createdAt, updatedAt }: Customer): unknown[] {
  return [id, fields, references, version, createdAt, updatedAt];
}
