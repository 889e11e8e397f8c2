import type { Customer } from '../../domain/customer.ts';
import type { CustomerEvent, EventType, PreviousParts } from '../../domain/event.ts';
import type { TenantScope } from './tenant-scope.ts';

/** An event to be written. */
export interface NewEvent {
  readonly id: string;
  readonly sequence: number;
  readonly type: EventType;
  /** The number of the customer that it is about. */
  readonly customer: number;
  readonly created_at: number;
  readonly snapshot: Omit<Customer, 'merchantId'>;
  readonly previous: PreviousParts | null;
  readonly request_id: string | null;
  readonly idempotency_key: string | null;
}

export const EVENT_COLUMNS =
  'id, sequence, type, created_at, snapshot, previous, request_id, idempotency_key';

export type EventRow = Omit<NewEvent, 'customer'>;

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
