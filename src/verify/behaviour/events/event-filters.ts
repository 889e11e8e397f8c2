import { behaviour } from '../../rule.ts';
import type { RuleContext } from '../../rule-context.ts';
import type { TargetResponse } from '../../target-response.ts';
import type { TestCustomer } from '../../test-customer.ts';

const CREATED = 'customer.created';
const UPDATED = 'customer.updated';

/** Creates a customer with one creation and two changes. */
async function threeEvents(context: RuleContext): Promise<TestCustomer> {
  const customer = await context.existingCustomer({ name: 'One' });
  (await customer.patch({ name: 'Two' })).is(200);
  (await customer.patch({ name: 'Three' })).is(200);
  return customer;
}

/** Checks that a list has exactly the events of these types. */
function hasTypes(list: TargetResponse, types: readonly string[]): TargetResponse {
  return list.is(200, { data: types.map((type) => ({ type })) });
}

export const EVENT_FILTERS = behaviour('events', 'Events', {
  'filter-types': {
    cites: 'N6',
    rule: 'type and types select events; both together select the events that match both.',
    async run(context) {
      const customer = await threeEvents(context);
      hasTypes(await customer.events({ type: CREATED }), [CREATED]);
      hasTypes(await customer.events({ types: UPDATED }), [UPDATED, UPDATED]);
      hasTypes(await customer.events({ types: `${CREATED},${UPDATED}` }), [UPDATED, UPDATED, CREATED]);
      hasTypes(await customer.events({ types: `invoice.paid,${CREATED}` }), [CREATED]);
      hasTypes(await customer.events({ type: CREATED, types: `${CREATED},${UPDATED}` }), [CREATED]);
      hasTypes(await customer.events({ type: CREATED, types: UPDATED }), []);
    },
  },
  'filter-customer': {
    cites: 'N6',
    rule: 'customer_id selects the events of one customer, in any case; that of no customer selects none.',
    async run(context) {
      const [one, other] = [await threeEvents(context), await context.existingCustomer()];
      const list = (query: Record<string, string>) => context.api.call('listEvents', { query });
      hasTypes(await list({ customer_id: one.id.toUpperCase() }), [UPDATED, UPDATED, CREATED]);
      hasTypes(await list({ customer_id: other.id }), [CREATED]);
      hasTypes(await list({ customer_id: context.names.unknownId() }), []);
    },
  },
  'filter-others': {
    cites: 'N6',
    rule: 'invoice_id, subscription_id and order_id match no event.',
    async run(context) {
      const customer = await context.existingCustomer();
      for (const name of ['invoice_id', 'subscription_id', 'order_id']) {
        hasTypes(await customer.events({ [name]: context.names.unknownId() }), []);
      }
    },
  },
  'filter-created': {
    cites: 'N6',
    rule: 'created_gte and created_lte include their second, and nothing beyond it.',
    async run(context) {
      const customer = await context.existingCustomer();
      const at = (await customer.events()).is(200).number('data.0.created');
      hasTypes(await customer.events({ created_gte: at }), [CREATED]);
      hasTypes(await customer.events({ created_gte: at + 1 }), []);
      hasTypes(await customer.events({ created_lte: at }), [CREATED]);
      hasTypes(await customer.events({ created_lte: at - 1 }), []);
      hasTypes(await customer.events({ created_gte: at, created_lte: at }), [CREATED]);
    },
  },
  'filter-created-numbers': {
    cites: 'N6',
    rule: 'created_gte and created_lte can have a fraction or an exponent, and are compared with created as numbers.',
    async run(context) {
      const customer = await context.existingCustomer();
      const at = (await customer.events()).is(200).number('data.0.created');
      hasTypes(await customer.events({ created_gte: at - 0.5 }), [CREATED]);
      hasTypes(await customer.events({ created_gte: at + 0.5 }), []);
      hasTypes(await customer.events({ created_lte: at + 0.5 }), [CREATED]);
      hasTypes(await customer.events({ created_lte: at - 0.5 }), []);
      hasTypes(await customer.events({ created_gte: '1.5e9', created_lte: '9E+9' }), [CREATED]);
      hasTypes(await customer.events({ created_lte: '1.5e9' }), []);
    },
  },
  limit: {
    cites: 'P6',
    rule: 'limit limits a list of events, and has_more is exact.',
    async run(context) {
      const customer = await threeEvents(context);
      (await customer.events({ limit: 1 })).is(200, {
        data: [{ data: { object: { name: 'Three' } } }],
        has_more: true,
      });
      (await customer.events({ limit: 2 })).is(200, { data: [{}, {}], has_more: true });
      (await customer.events({ limit: 3 })).is(200, { data: [{}, {}, {}], has_more: false });
      (await customer.events({ limit: 4 })).is(200, { data: [{}, {}, {}], has_more: false });
    },
  },
  cursors: {
    cites: 'P6',
    rule: 'A page after or before an item does not contain it; the pages in both directions have the same order.',
    async run(context) {
      const customer = await threeEvents(context);
      const all = (await customer.events()).is(200).list('data') as readonly { id: string }[];
      const [newest, middle, oldest] = all.map(({ id }) => id);
      const page = async (query: Record<string, string>, ids: readonly (string | undefined)[]) =>
        (await customer.events(query)).is(200, { data: ids.map((id) => ({ id })), has_more: false });
      await page({ starting_after: newest ?? '' }, [middle, oldest]);
      await page({ starting_after: oldest ?? '' }, []);
      await page({ ending_before: oldest ?? '' }, [newest, middle]);
      await page({ ending_before: newest ?? '' }, []);
    },
  },
});
