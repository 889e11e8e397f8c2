import { behaviour } from '../../rule.ts';
import type { RuleContext } from '../../rule-context.ts';
import type { TargetResponse } from '../../target-response.ts';

function list({ api }: RuleContext, query: Record<string, string>): Promise<TargetResponse> {
  return api.call('listCustomers', { query });
}

export const SEARCH = behaviour('search', 'Search and filters', {
  substring: {
    cites: 'P4',
    rule: 'search finds a part of the email, the name, the phone or an external id, in any case.',
    async run(context) {
      const digits = String(Math.floor(Math.random() * 1e12)).padStart(12, '0');
      const word = `q${context.names.externalId().replace('-', 'z')}q`;
      const customer = await context.existingCustomer({ name: `Ada ${word} Lovelace`, phone: `+${digits}` });
      const { email, externalId } = customer;
      const parts = [
        word.slice(1),
        word.toUpperCase(),
        digits.slice(2),
        email.slice(1, -4),
        externalId.slice(1),
      ];
      for (const search of parts) {
        const found = await list(context, { search });
        const ids = found
          .is(200)
          .list('data')
          .map((item) => (item as { id: unknown }).id);
        found.must(
          ids.includes(customer.id),
          `"${search}" to find ${customer.id}`,
          `it found ${ids.length} others`,
        );
      }
    },
  },
  nobody: {
    cites: 'P4',
    rule: 'A search without matches returns an empty page.',
    onlyReads: true,
    async run(context) {
      const found = await list(context, { search: `${context.names.run}absent` });
      found.is(200, { data: [], pagination: { total: 0, hasMore: false } });
    },
  },
  email: {
    cites: 'P5',
    rule: 'email finds the whole email, in any case.',
    async run(context) {
      const { email, id } = await context.existingCustomer();
      (await list(context, { email: email.toUpperCase() })).is(200, {
        data: [{ id }],
        pagination: { total: 1 },
      });
      (await list(context, { email: email.slice(1) })).is(200, { data: [] });
    },
  },
  reference: {
    cites: 'P5',
    rule: 'source and external_id together find the customer of that reference.',
    async run(context) {
      const { source, externalId: external_id, id } = await context.existingCustomer();
      (await list(context, { source, external_id })).is(200, { data: [{ id }] });
      (await list(context, { source: 'upsertd-verify-c', external_id })).is(200, { data: [] });
    },
  },
  'updated-since': {
    cites: 'P5',
    rule: 'updated_since finds the customers whose updatedAt is this time or later.',
    async run(context) {
      const customer = context.newCustomer();
      const at = (await customer.upsert()).is(201).text('data.updatedAt');
      const later = new Date(Date.parse(at) + 1).toISOString();
      const { email } = customer;
      (await list(context, { email, updated_since: at })).is(200, { data: [{ id: customer.id }] });
      (await list(context, { email, updated_since: later })).is(200, { data: [] });
    },
  },
  combined: {
    cites: 'P5',
    rule: 'Filters combine: a customer must match all of them.',
    async run(context) {
      const [one, other] = [await context.existingCustomer(), await context.existingCustomer()];
      const found = await list(context, { email: one.email, external_id: other.externalId });
      found.is(200, { data: [], pagination: { total: 0 } });
    },
  },
});
