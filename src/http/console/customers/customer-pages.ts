import { readSearch } from '../../../domain/lists/search-terms.ts';
import { RECORD_KINDS } from '../../../domain/records.ts';
import { notFound } from '../not-found-page.ts';
import { type PageRequest, readCount, textOf } from '../page-request.ts';
import { htmlResponse, type PageResponse } from '../page-response.ts';
import { chooseTenant } from '../tenant-choice.ts';
import { showCustomerPage } from './customer-view.ts';
import { showCustomers } from './customers-view.ts';

const PAGE_LENGTH = 25;

/** Shows the customers of a tenant; a search finds them by email, name, phone or external id. */
export async function customersPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { services, query } = pageRequest;
  const choice = await chooseTenant(pageRequest);
  const search = textOf(query.search).slice(0, 255).trim();
  const folded = readSearch(search);
  const offset = readCount(query.offset);
  const found = choice.chosen
    ? await services.store.customers.list(choice.chosen, {
        limit: PAGE_LENGTH,
        offset,
        ...(folded !== undefined && { search: folded }),
      })
    : { items: [], hasMore: false };
  const shown = { ...found, search, offset, pageLength: PAGE_LENGTH };
  return htmlResponse(showCustomers(pageRequest, choice, shown));
}

const EVENTS_SHOWN = 50;
const RECORDS_SHOWN = 20;

/** Shows one customer with its references, events and records. */
export async function customerPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { store } = pageRequest.services;
  const { chosen } = await chooseTenant(pageRequest);
  const customer = chosen && (await store.customers.find(chosen, pageRequest.id));
  if (!chosen || !customer)
    return notFound(pageRequest, 'This merchant has no customer with this id in this mode.');
  const history = await store.events.list(chosen, { customerId: customer.id, limit: EVENTS_SHOWN });
  const records = await Promise.all(
    RECORD_KINDS.map(async (kind) => ({
      kind,
      ...(await store.records.list(chosen, kind, customer.id, { limit: RECORDS_SHOWN })),
    })),
  );
  return htmlResponse(showCustomerPage(pageRequest, { tenant: chosen, customer, history, records }));
}
