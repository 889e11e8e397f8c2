import { type CustomerEvent, EVENT_TYPES, type EventListQuery } from '../../../domain/event.ts';
import type { CursorPage, CursorSlice } from '../../../domain/lists/cursor-page.ts';
import { Problem } from '../../../domain/problem.ts';
import type { Tenant } from '../../../domain/tenant.ts';
import { notFound } from '../not-found-page.ts';
import { type PageRequest, textOf } from '../page-request.ts';
import { htmlResponse, type PageResponse } from '../page-response.ts';
import { chooseTenant } from '../tenant-choice.ts';
import { showEventPage, showEvents } from './event-views.ts';

const PAGE_LENGTH = 50;

/** Shows the events of a tenant, the newest first, by type and customer. */
export async function eventsPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { query } = pageRequest;
  const choice = await chooseTenant(pageRequest);
  const type = EVENT_TYPES.find((one) => one === query.type);
  const customerId = textOf(query.customer);
  const filter = { ...(type && { types: [type] }), ...(customerId !== '' && { customerId }) };
  const slice = choice.chosen
    ? await list(pageRequest, choice.chosen, filter)
    : { items: [], hasMore: false };
  return htmlResponse(showEvents(pageRequest, choice, { ...slice, type, customerId }));
}

/** Lists a page. The page of a cursor that is not in the list is the first one. */
async function list(
  { services, query }: PageRequest,
  tenant: Tenant,
  filter: EventListQuery,
): Promise<CursorSlice<CustomerEvent>> {
  const { events } = services.store;
  const page: CursorPage & EventListQuery = { ...filter, limit: PAGE_LENGTH };
  const startingAfter = textOf(query.after);
  if (startingAfter === '') return events.list(tenant, page);
  try {
    return await events.list(tenant, { ...page, startingAfter });
  } catch (error) {
    if (error instanceof Problem && error.code === 'invalid_request') return events.list(tenant, page);
    throw error;
  }
}

/** Shows one event: the change, and the customer after it. */
export async function eventPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { chosen } = await chooseTenant(pageRequest);
  const event = chosen && (await pageRequest.services.store.events.find(chosen, pageRequest.id));
  if (!chosen || !event)
    return notFound(pageRequest, 'This merchant has no event with this id in this mode.');
  return htmlResponse(showEventPage(pageRequest, chosen, event));
}
