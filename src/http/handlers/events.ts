import type { CustomerEvent, EventListQuery } from '../../domain/event.ts';
import { secondsToMillis } from '../../domain/instant.ts';
import { resourceMissing } from '../../domain/problem.ts';
import type { Handler, HandlerRequest } from '../handler.ts';
import { readCursorPage } from '../request/cursor-query.ts';
import { serializeCursorPage } from '../response/cursor-page.ts';
import { showEvent } from '../response/event-view.ts';
import type { Services } from './services.ts';

export function listEvents({ store, apiVersion }: Services): Handler<'listEvents'> {
  return async ({ caller, query, isAwaited }) => {
    const page = readCursorPage(query);
    const slice = await store.events.list(caller, { ...page, ...readFilter(query) }, isAwaited);
    const show = (event: CustomerEvent) => showEvent(event, caller.mode, apiVersion);
    return serializeCursorPage(slice, page, show, { url: '/v2/events' });
  };
}

export function getEvent({ store, apiVersion }: Services): Handler<'getEvent'> {
  return async ({ caller, path }) => {
    const event = await store.events.find(caller, path.id);
    if (!event) throw resourceMissing('There is no event by this id.');
    return { status: 200, body: showEvent(event, caller.mode, apiVersion) };
  };
}

function readFilter(query: HandlerRequest<'listEvents'>['query']): EventListQuery {
  const { type, types, customer_id, created_gte, created_lte } = query;
  const otherResource = query.invoice_id ?? query.subscription_id ?? query.order_id;
  const requested = types?.split(',') ?? (type === undefined ? undefined : [type]);
  return {
    ...(requested && { types: type === undefined ? requested : requested.filter((one) => one === type) }),
    // Only customers have events.
    ...(otherResource !== undefined && { types: [] }),
    ...(customer_id !== undefined && { customerId: customer_id }),
    // Compared with `created` of the events, which are whole seconds.
    ...(created_gte !== undefined && { from: secondsToMillis(Math.ceil(created_gte)) }),
    ...(created_lte !== undefined && { to: secondsToMillis(Math.floor(created_lte)) + 999 }),
  };
}
