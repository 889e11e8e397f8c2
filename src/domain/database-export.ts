import type { ApiKey } from './api-key.ts';
import type { Customer } from './customer.ts';
import type { CustomerEvent } from './event.ts';
import type { SerializedResponse } from './idempotency-key.ts';
import type { RecordKind, RecordOf } from './records.ts';
import type { Merchant, Tenant } from './tenant.ts';

/** What a tenant's data consists of, in an order in which each part finds what it refers to. */
export const TENANT_PARTS = ['customers', 'events', 'records', 'answers'] as const;

export type TenantPart = (typeof TENANT_PARTS)[number];

/** A row of each part, as it is in whichever database. */
export interface RowOf {
  customers: { readonly number: number; readonly customer: Customer };
  events: CustomerEvent;
  records: { readonly kind: RecordKind; readonly body: RecordOf[RecordKind] };
  answers: ExportedResponse;
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

/** Where a row stands among those of its part: a number that counts, or a text that is compared byte for byte. */
export type Position = number | string;

/**
 * A whole database as rows to be read and written in their order, by one who has it to himself. What was written is
 * there when the promise resolves, so who was interrupted goes on after the last one.
 */
export interface DatabaseExport {
  /** In the order in which they were added. */
  merchants(): Promise<readonly Merchant[]>;
  addMerchant(merchant: Merchant): Promise<void>;
  /** In the order of their ids. */
  keys(): Promise<readonly ExportedKey[]>;
  addKey(key: ExportedKey): Promise<void>;
  /** Rows in their order, from the one after a position on. */
  read<P extends TenantPart>(tenant: Tenant, part: P, page: ExportPage): Promise<readonly RowOf[P][]>;
  /** Rows that follow the last one, all or none. */
  write<P extends TenantPart>(tenant: Tenant, part: P, rows: readonly RowOf[P][]): Promise<void>;
  /** The position of the last row; undefined when there is none. */
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
};

export function positionOf<P extends TenantPart>(part: P, row: RowOf[P]): Position {
  return POSITIONS[part](row);
}

/** By kind and id, in whichever case that is spelt. */
export function recordPosition(kind: string, id: string): string {
  return `${kind}/${id.toLowerCase()}`;
}

/** Kind and id of a record's position; nothing comes before two empty ones. */
export function readRecordPosition(position: Position | undefined): [kind: string, id: string] {
  const [, kind = '', id = ''] = /^([^/]*)\/(.*)$/s.exec(`${position ?? ''}`) ?? [];
  return [kind, id];
}

/** All that a row says, in the same words whichever database it comes from. */
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
};

function canonicalCustomer({ id, fields, references, version, createdAt, updatedAt }: Customer): unknown[] {
  return [id, fields, references, version, createdAt, updatedAt];
}
