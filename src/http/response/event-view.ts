import type { components } from '../../../generated/openapi.d.ts';
import { toSnake } from '../../contract/field-names.ts';
import type { Customer } from '../../domain/customer.ts';
import type { CustomerEvent, PreviousParts } from '../../domain/event.ts';
import { showMillis } from '../../domain/instant.ts';
import type { Mode } from '../../domain/tenant.ts';
import { showCustomer, showReferenceSnake } from '../../writes/render-customer.ts';

type Schemas = components['schemas'];

/** Renders an event in upstream's shape. Its customer is always in snake_case. */
export function showEvent(event: CustomerEvent, mode: Mode, apiVersion: string): Schemas['Event'] {
  const { id, ...customer } = showCustomer(event.customer, 'snake');
  return {
    id: event.id,
    object: 'event',
    type: event.type,
    data: {
      object: { id, object: 'customer', ...customer } as Schemas['EventCustomer'],
      ...(event.previous && { previous_attributes: showPrevious(event.previous) }),
    },
    request: { id: event.requestId, idempotency_key: event.idempotencyKey },
    pending_webhooks: 0,
    api_version: apiVersion,
    livemode: mode === 'live',
    created: Math.floor(event.createdAt / 1000),
    sequence: event.sequence,
  };
}

function showPrevious({ fields, references, updatedAt }: PreviousParts): Record<string, unknown> {
  return {
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [toSnake(name), value])),
    ...(references && showReferences(references)),
    ...(updatedAt !== undefined && { updated_at: showMillis(updatedAt) }),
  };
}

/** Renders references. Without references, a customer has neither of the two fields that come from them. */
function showReferences(references: Customer['references']): Record<string, unknown> {
  return references.length === 0
    ? { merchant_ref_id: null, external_refs: null }
    : { external_refs: references.map(showReferenceSnake) };
}
