import type { components } from '../../generated/openapi.d.ts';
import type { Customer, CustomerFields } from './customer.ts';
import { sameJson } from './json.ts';

export type EventType = components['schemas']['EventType'];

/** Where a change comes from. */
export interface Origin {
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
  /** Makes the id of an event. */
  readonly newId: () => string;
}

/** One real change of one customer. Append-only. */
export interface CustomerEvent {
  readonly id: string;
  readonly type: EventType;
  /** 1, 2, 3 … without a gap per merchant and mode. */
  readonly sequence: number;
  /** UNIX milliseconds. */
  readonly createdAt: number;
  readonly customer: Customer;
  /** On an update, the parts of the customer that are different now, as they were. */
  readonly previous?: PreviousParts;
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
}

export interface PreviousParts {
  /** A field that held nothing is null. */
  readonly fields: { readonly [F in keyof CustomerFields]?: CustomerFields[F] | null };
  readonly references?: Customer['references'];
  /** UNIX milliseconds. */
  readonly updatedAt?: number;
}

/** What an update changed, as it was before. */
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

const EVENT_TYPES = Object.keys({
  'customer.created': true,
  'customer.updated': true,
} satisfies Record<EventType, true>) as EventType[];

/**
 * The types of event that a query can find; undefined when that is all there are. A type that never occurs is none of
 * them, so that nobody looks for it among all the others.
 */
export function typesToFind({ types }: EventListQuery): readonly EventType[] | undefined {
  const occurring = types && EVENT_TYPES.filter((type) => types.includes(type));
  return occurring?.length === EVENT_TYPES.length ? undefined : occurring;
}

/** Which events, the newest first. Every filter given must match. */
export interface EventListQuery {
  readonly types?: readonly string[];
  readonly customerId?: string;
  /** UNIX milliseconds, both ends included. */
  readonly from?: number;
  readonly to?: number;
}
