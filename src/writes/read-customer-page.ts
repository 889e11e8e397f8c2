import type { Casing } from '../contract/derive.ts';
import { MAX_PAGE_BYTES } from '../domain/lists/cursor-page.ts';
import { showListCursor } from '../domain/lists/list-cursor.ts';
import type { CustomerListQuery, CustomerPage } from '../domain/store/store.ts';
import type { Tenant } from '../domain/tenant.ts';
import { showCustomer } from './render-customer.ts';
import type { HandlerResponse, OutgoingResponse } from './responses.ts';
import { serializePage } from './serialize-page.ts';

/**
 * Lists customers and renders the page, in whichever thread.
 *
 * @param isAwaited a list that waits for the reader thread is not read if it returns false. Default: always.
 * @throws Problem, as `CustomerReads.list` does.
 */
export type ReadCustomerPage = (
  tenant: Tenant,
  query: CustomerListQuery,
  isAwaited?: () => boolean,
) => Promise<OutgoingResponse>;

/** The body of a page of customers without its customers. */
type Envelope = Omit<HandlerResponse<'listCustomers'>['body'], 'data'> & { readonly data: readonly never[] };

/** Renders a page of customers. Only a page by `after` can have fewer customers than were read. */
export async function renderCustomerPage(
  { items, hasMore, total }: CustomerPage,
  { limit, offset, after }: CustomerListQuery,
  casing: Casing,
): Promise<OutgoingResponse & { readonly body: string }> {
  const body = await serializePage(
    { items, hasMore },
    {
      show: (customer) => showCustomer(customer, casing),
      // A client that pages by offset would skip the customers that a shorter page leaves out.
      ...(after !== undefined && { maxBytes: MAX_PAGE_BYTES }),
      envelope: ({ hasMore, last }): Envelope => ({
        data: [],
        pagination: {
          limit,
          offset,
          ...(total !== undefined && { total }),
          hasMore,
          ...(hasMore && last && { next: showListCursor(last.id) }),
        },
      }),
    },
  );
  return { status: 200, headers: {}, body };
}
