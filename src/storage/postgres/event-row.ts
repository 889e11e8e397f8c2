import type {
  CustomerEvent,
  CustomerSnapshot,
  EventType,
  NewEvent,
  PreviousParts,
} from '../../domain/event.ts';
import type { TenantScope } from './tenant-scope.ts';

/** An event to be inserted. */
export interface EventInsert extends Omit<NewEvent, 'now'> {
  readonly sequence: number;
  /** The number of the customer that the event is about. */
  readonly customer: number;
  /** UNIX milliseconds. */
  readonly createdAt: number;
}

export const EVENT_COLUMNS =
  'id, sequence, type, created_at, snapshot, previous, request_id, idempotency_key';

export interface EventRow {
  readonly id: string;
  readonly sequence: number;
  readonly type: EventType;
  readonly created_at: number;
  readonly snapshot: CustomerSnapshot;
  readonly previous: PreviousParts | null;
  readonly request_id: string | null;
  readonly idempotency_key: string | null;
}

export function readEvent({ merchantId }: TenantScope, row: EventRow): CustomerEvent {
  return {
    id: row.id,
    type: row.type,
    sequence: row.sequence,
    createdAt: row.created_at,
    customer: { ...row.snapshot, merchantId },
    ...(row.previous !== null && { previous: row.previous }),
    requestId: row.request_id,
    idempotencyKey: row.idempotency_key,
  };
}

/** Converts an event to the columns of EVENT_PART. */
export function eventColumns(event: EventInsert): EventRow & { readonly customer: number } {
  return {
    id: event.id,
    sequence: event.sequence,
    type: event.type,
    customer: event.customer,
    created_at: event.createdAt,
    snapshot: event.snapshot,
    previous: event.previous ?? null,
    request_id: event.requestId,
    idempotency_key: event.idempotencyKey,
  };
}
