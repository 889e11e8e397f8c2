import type { components } from '../../generated/openapi.d.ts';
import type { Customer, CustomerFields } from './customer.ts';
import { sameJson } from './merge.ts';

export type EventType = components['schemas']['EventType'];

/** The request that a change comes from. */
export interface Origin {
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
  /** Makes the id of an event. */
  readonly newId: () => string;
}

/** A customer as an event stores it. The event's tenant already says which merchant it belongs to. */
export type CustomerSnapshot = Omit<Customer, 'merchantId'>;

/** An event before the store gives it its sequence number and its time. */
export interface NewEvent extends Pick<Origin, 'requestId' | 'idempotencyKey'> {
  readonly id: string;
  readonly type: EventType;
  /** UNIX milliseconds. The store uses a later time if the latest event of the tenant has one. */
  readonly now: number;
  readonly snapshot: CustomerSnapshot;
  readonly previous: PreviousParts | undefined;
}

/** One change of one customer. Events are never changed or removed. */
export interface CustomerEvent {
  readonly id: string;
  readonly type: EventType;
  /** 1, 2, 3 … without a gap per tenant. */
  readonly sequence: number;
  /** UNIX milliseconds. */
  readonly createdAt: number;
  readonly customer: Customer;
  /** On an update, the former values of the changed parts. */
  readonly previous?: PreviousParts;
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
}

export interface PreviousParts {
  /** A field that had no value is null. */
  readonly fields: { readonly [F in keyof CustomerFields]?: CustomerFields[F] | null };
  readonly references?: Customer['references'];
  /** UNIX milliseconds. */
  readonly updatedAt?: number;
}

/** Returns the former values of what an update changed. */
export function previousParts(before: Customer, after: Customer): PreviousParts {
  const names = new Set([...Object.keys(before.fields), ...Object.keys(after.fields)]) as Set<
    keyof CustomerFields
  >;
  const changed = [...names].filter((name) => !sameJson(before.fields[name], after.fields[name]));
  return {
    fields: Object.fromEntries(changed.map((name) => [name, before.fields[name] ?? null])),
    ...(before.references !== after.references && { references: before.references }),
    ...(before.updatedAt !== after.updatedAt && { updatedAt: before.updatedAt }),
  };
}

export const EVENT_TYPES: readonly EventType[] = Object.keys({
  'customer.created': true,
  'customer.updated': true,
} satisfies Record<EventType, true>) as EventType[];

/**
 * Returns the types of event that a query can find; undefined if it can find all types. It leaves out unknown types, so
 * that no database scans all events for a type that never occurs.
 */
export function typesToFind({ types }: EventListQuery): readonly EventType[] | undefined {
  const occurring = types && EVENT_TYPES.filter((type) => types.includes(type));
  return occurring?.length === EVENT_TYPES.length ? undefined : occurring;
}

/** Selects events, the newest first. An event matches if it matches every given filter. */
export interface EventListQuery {
  readonly types?: readonly string[];
  readonly customerId?: string;
  /** UNIX milliseconds; both ends are included. */
  readonly from?: number;
  readonly to?: number;
}
