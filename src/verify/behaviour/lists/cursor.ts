import { behaviour } from '../../rule.ts';
import type { RuleContext } from '../../rule-context.ts';
import type { TargetResponse } from '../../target-response.ts';
import type { TestCustomer } from '../../test-customer.ts';

/** Creates customers with a common, new word in their names, and returns them in the order of their creation. */
async function createCustomers(context: RuleContext, count: number) {
  const search = context.names.externalId().replace('-', 'x');
  const customers: TestCustomer[] = [];
  while (customers.length < count)
    customers.push(await context.existingCustomer({ name: `Paged ${search}` }));
  return { search, customers };
}

function idsOf(page: TargetResponse): unknown[] {
  const items = page.is(200).list('data') as readonly { id: unknown }[];
  return items.map(({ id }) => id);
}

export const CURSOR = behaviour('paging', 'Paging', {
  'after-walk': {
    cites: 'P7',
    rule: 'Paging by pagination.next until it is missing returns each customer once, also if customers are created and changed meanwhile.',
    async run(context) {
      const { search, customers } = await createCustomers(context, 5);
      const met: unknown[] = [];
      let after: string | undefined;
      let page: TargetResponse;
      do {
        const query = { search, limit: 2, ...(after !== undefined && { after }) };
        page = await context.api.call('listCustomers', { query });
        met.push(...idsOf(page));
        after = page.find('pagination.next') as string | undefined;
        await context.existingCustomer({ name: `Paged ${search}` });
        (await customers[0]?.patch({ city: `After ${met.length}` }))?.is(200);
      } while (after !== undefined && met.length <= customers.length);
      const ids = customers.map(({ id }) => id).reverse();
      page.must(String(met) === String(ids), `the customers ${ids}`, `they were ${met}`);
    },
  },
  'after-filter': {
    cites: 'P7',
    rule: 'A page by after applies the filters and its own limit; total counts all matches, and hasMore and next are exact.',
    async run(context) {
      const { search, customers } = await createCustomers(context, 4);
      const [oldest, second, third] = customers.map(({ id }) => id);
      const list = (query: Record<string, string | number>) =>
        context.api.call('listCustomers', { query: { search, ...query } });
      const after = (await list({ limit: 1 })).is(200).text('pagination.next');
      const middle = await list({ after, limit: 2 });
      middle.is(200, {
        data: [{ id: third }, { id: second }],
        pagination: { limit: 2, total: 4, hasMore: true },
      });
      const last = await list({ after: middle.text('pagination.next'), limit: 2 });
      last.is(200, { data: [{ id: oldest }], pagination: { hasMore: false } });
      (await list({ after, limit: 2, email: customers[0]?.email ?? '' })).is(200, { data: [{ id: oldest }] });
    },
  },
});
