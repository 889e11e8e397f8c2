import { RECORD_KINDS } from '../../domain/records.ts';
import { foldSearch } from '../../domain/search-terms.ts';
import { showCustomerPage } from './customer-view.ts';
import { showCustomers } from './customers-view.ts';
import { chooseTenant } from './tenant-choice.ts';
import { countOf, notFound, textOf, type Visit } from './visit.ts';

const PAGE_LENGTH = 25;

/** Found by email, name, phone or external id. */
export async function customersPage(visit: Visit): Promise<string> {
  const { desk, query } = visit;
  const choice = await chooseTenant(visit);
  const search = textOf(query.search).slice(0, 255);
  const offset = countOf(query.offset);
  const found = choice.chosen
    ? await desk.store.customers.list(choice.chosen, {
        limit: PAGE_LENGTH,
        offset,
        ...(search !== '' && { search: foldSearch(search) }),
      })
    : { items: [], hasMore: false };
  return showCustomers(visit, choice, { ...found, search, offset, pageLength: PAGE_LENGTH });
}

const EVENTS_SHOWN = 50;
const RECORDS_SHOWN = 20;

/** All that is known of one customer. */
export async function customerPage(visit: Visit): Promise<string> {
  const { store } = visit.desk;
  const { chosen } = await chooseTenant(visit);
  const customer = chosen && (await store.customers.find(chosen, visit.id));
  if (!chosen || !customer) throw notFound(visit, 'There is no customer by this id in this mode.');
  const history = await store.events.list(chosen, { customerId: customer.id, limit: EVENTS_SHOWN });
  const records = await Promise.all(
    RECORD_KINDS.map(async (kind) => ({
      kind,
      ...(await store.records.list(chosen, kind, customer.id, { limit: RECORDS_SHOWN })),
    })),
  );
  return showCustomerPage(visit, { tenant: chosen, customer, history, records });
}
