import { behaviour } from '../../rule.ts';
import type { RuleContext } from '../../rule-context.ts';
import type { TargetResponse } from '../../target-response.ts';
import type { TestCustomer } from '../../test-customer.ts';

/** Creates customers with a common, new word in their names. Returns their ids in the order of lists, the newest first. */
async function createCustomers(
  context: RuleContext,
  count: number,
): Promise<{ search: string; ids: string[] }> {
  const search = context.names.externalId().replace('-', 'x');
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    ids.unshift((await context.existingCustomer({ name: `Paged ${search}` })).id);
  }
  return { search, ids };
}

function idsOf(response: TargetResponse): unknown[] {
  return response
    .is(200)
    .list('data')
    .map((item) => (item as { id: unknown }).id);
}

/** Creates a customer with this number of events. */
async function changed(context: RuleContext, times: number): Promise<TestCustomer> {
  const customer = await context.existingCustomer({ name: 'Change 1' });
  for (let index = 2; index <= times; index += 1) (await customer.patch({ name: `Change ${index}` })).is(200);
  return customer;
}

export const PAGING = behaviour('paging', 'Paging', {
  newest: {
    cites: 'P1',
    rule: 'The list of customers begins with the newest, applies limit and offset, and total counts all matches.',
    async run(context) {
      const { search, ids } = await createCustomers(context, 3);
      const page = await context.api.call('listCustomers', { query: { search, limit: 2, offset: 1 } });
      page.is(200, { data: ids.slice(1).map((id) => ({ id })) });
      page.has({ pagination: { limit: 2, offset: 1, total: 3, hasMore: false } });
    },
  },
  'has-more': {
    cites: 'P3',
    rule: 'hasMore is exact: true if a customer follows the page, false on the last page.',
    async run(context) {
      const { search } = await createCustomers(context, 3);
      for (const [offset, hasMore] of [
        [0, true],
        [1, false],
        [2, false],
        [3, false],
      ] as const) {
        const page = await context.api.call('listCustomers', { query: { search, limit: 2, offset } });
        page.is(200, { pagination: { hasMore } });
      }
    },
  },
  total: {
    cites: 'P3',
    rule: 'Without a filter total is exact: the last customer is at offset total - 1, and none follows.',
    onlyReads: true,
    async run({ api }) {
      const total = (await api.call('listCustomers', { query: { limit: 1 } }))
        .is(200)
        .number('pagination.total');
      const beyond = await api.call('listCustomers', { query: { limit: 1, offset: total } });
      beyond.is(200, { data: [], pagination: { total, hasMore: false } });
      if (total === 0) return;
      const last = await api.call('listCustomers', { query: { limit: 1, offset: total - 1 } });
      last.is(200, { data: [{}], pagination: { total, hasMore: false } });
    },
  },
  default: {
    cites: 'P2',
    rule: 'The default of limit is 20, and a limit above 100 is read as 100.',
    onlyReads: true,
    async run({ api }) {
      (await api.call('listCustomers')).is(200, { pagination: { limit: 20, offset: 0 } });
      (await api.call('listCustomers', { query: { limit: 500 } })).is(200, { pagination: { limit: 100 } });
    },
  },
  walk: {
    cites: 'P3',
    rule: 'Paging until hasMore is false returns each customer once.',
    async run(context) {
      const { search, ids } = await createCustomers(context, 5);
      const met: unknown[] = [];
      let page: TargetResponse;
      do {
        page = await context.api.call('listCustomers', { query: { search, limit: 2, offset: met.length } });
        met.push(...idsOf(page));
      } while (page.find('pagination.hasMore') === true && met.length <= ids.length);
      page.must(String(met) === String(ids), `the customers ${ids}`, `they were ${met}`);
    },
  },
  after: {
    cites: 'P7',
    rule: 'pagination.next is on each page that more customers follow; sent as after, it continues the list, whatever was created since.',
    async run(context) {
      const { search, ids } = await createCustomers(context, 3);
      const list = (query: Record<string, string | number>) =>
        context.api.call('listCustomers', { query: { search, limit: 2, ...query } });
      const first = await list({});
      first.is(200, { pagination: { hasMore: true } });
      const next = first.text('pagination.next');
      await context.existingCustomer({ name: `Paged ${search}` });
      const last = await list({ after: next });
      last.is(200, { data: [{ id: ids[2] }], pagination: { offset: 0, hasMore: false } });
      last.must(
        last.find('pagination.next') === undefined,
        'no pagination.next on the last page',
        'it is there',
      );
      (await list({ after: next, offset: 1 })).refuses(400, 'invalid_request', { param: 'after' });
      (await list({ after: 'nonsense' })).refuses(400, 'invalid_request', { param: 'after' });
    },
  },
  'starting-after': {
    cites: 'P6',
    rule: 'starting_after returns the page that begins after an item, with the next older one.',
    async run(context) {
      const customer = await changed(context, 3);
      const all = idsOf(await customer.events());
      const page = await customer.events({ limit: 1, starting_after: String(all[0]) });
      page.is(200, { data: [{ id: all[1] }], has_more: true });
      const last = await customer.events({ limit: 2, starting_after: String(all[0]) });
      last.is(200, { data: [{ id: all[1] }, { id: all[2] }], has_more: false });
    },
  },
  'ending-before': {
    cites: 'P6',
    rule: 'ending_before returns the page that ends before an item, with the next newer one.',
    async run(context) {
      const customer = await changed(context, 3);
      const all = idsOf(await customer.events());
      const page = await customer.events({ limit: 1, ending_before: String(all[2]) });
      page.is(200, { data: [{ id: all[1] }], has_more: true });
      const first = await customer.events({ limit: 2, ending_before: String(all[2]) });
      first.is(200, { data: [{ id: all[0] }, { id: all[1] }], has_more: false });
    },
  },
  cursors: {
    cites: 'P6',
    rule: 'Both cursors together, or a cursor that is not in the list, are refused with 400.',
    async run(context) {
      const customer = await changed(context, 1);
      const [id] = idsOf(await customer.events()).map(String);
      const both = { starting_after: id ?? '', ending_before: id ?? '' };
      (await customer.events(both)).refuses(400, 'invalid_request');
      const unknown = { starting_after: context.names.unknownId() };
      (await customer.events(unknown)).refuses(400, 'invalid_request', { param: 'starting_after' });
    },
  },
  records: {
    cites: 'P6',
    rule: 'The lists of records of a customer without records are empty; those of an unknown customer are refused with 404.',
    async run(context) {
      const { id } = await context.existingCustomer();
      const lists = [
        'listCustomerInvoices',
        'listCustomerSubscriptions',
        'listCustomerOrders',
        'listCustomerPayments',
      ] as const;
      for (const list of lists) {
        const there = await context.api.call(list, { path: { customerId: id } });
        there.is(200, { object: 'list', data: [], has_more: false });
        const nowhere = await context.api.call(list, { path: { customerId: context.names.unknownId() } });
        nowhere.refuses(404, 'resource_missing');
      }
    },
  },
});
