import { behaviour } from '../../rule.ts';
import { finds } from './finds.ts';

export const FILTERS = behaviour('filters', 'Search and filters', {
  'email-whole': {
    cites: 'P5',
    rule: 'email matches the whole email and no part of it.',
    async run(context) {
      const { id, email } = await context.existingCustomer();
      await finds(context, { email: email.toUpperCase() }, [id]);
      for (const part of [email.slice(1), email.slice(0, -1), 'example.com']) {
        const list = (await context.api.call('listCustomers', { query: { email: part } })).is(200);
        list.has({ data: [] });
      }
    },
  },
  source: {
    cites: 'P5',
    rule: 'source selects the customers with any reference of that source, in any case.',
    async run(context) {
      const source = context.names.source();
      const one = await context.existingCustomer({}, { source });
      const linked = await context.existingCustomer();
      const second = context.newCustomer({ source, email: linked.email });
      (await second.upsert()).is(200);
      await context.existingCustomer();
      await finds(context, { source }, [linked.id, one.id]);
      const upper = await finds(context, { source: source.toUpperCase() }, [linked.id, one.id]);
      upper.has({ pagination: { total: 2, hasMore: false } });
      await finds(context, { source, email: one.email }, [one.id]);
    },
  },
  'external-id': {
    cites: 'P5',
    rule: 'external_id matches byte for byte, in each source; with source, only in that one.',
    async run(context) {
      const { names, api } = context;
      const external_id = `${names.word()}-Ab`;
      const source = names.source();
      const ids: string[] = [];
      for (const one of [source, 'upsertd-verify-b']) {
        const path = { source: one, externalId: external_id };
        const made = await api.call('upsertCustomerByExternalId', { path, body: { email: names.email() } });
        ids.unshift(made.is(201).text('data.id'));
      }
      await finds(context, { external_id }, ids);
      await finds(context, { external_id, source }, ids.slice(1));
      await finds(context, { external_id: external_id.toUpperCase() }, []);
      await finds(context, { external_id: external_id.slice(1) }, []);
    },
  },
  'updated-since': {
    cites: 'P5',
    rule: 'updated_since compares updatedAt, its own time included, whatever the offset.',
    async run(context) {
      const customer = await context.existingCustomer();
      const { email, id } = customer;
      await context.pause();
      const changed = (await customer.patch({ name: 'Ada' })).is(200).text('data.updatedAt');
      const time = Date.parse(changed);
      await finds(context, { email, updated_since: changed }, [id]);
      await finds(context, { email, updated_since: new Date(time - 1).toISOString() }, [id]);
      await finds(context, { email, updated_since: new Date(time + 1).toISOString() }, []);
      const ahead = new Date(time + 3_600_000).toISOString().replace('Z', '+01:00');
      await finds(context, { email, updated_since: ahead }, [id]);
    },
  },
  combine: {
    cites: 'P5',
    rule: 'Each filter counts if several are sent.',
    async run(context) {
      const word = context.names.word();
      const source = context.names.source();
      const both = await context.existingCustomer({ name: `A ${word}` }, { source });
      const onlySearch = await context.existingCustomer({ name: `B ${word}` });
      await context.existingCustomer({ name: 'C' }, { source });
      await finds(context, { search: word, source }, [both.id]);
      await finds(context, { search: word, email: onlySearch.email }, [onlySearch.id]);
      await finds(context, { source, email: onlySearch.email }, []);
      await finds(context, { search: word, updated_since: '2100-01-01T00:00:00Z' }, []);
    },
  },
  pages: {
    cites: 'P3',
    rule: 'A filtered list has the same pages, totals and hasMore as any other.',
    async run(context) {
      const source = context.names.source();
      const ids: string[] = [];
      for (let made = 0; made < 4; made += 1)
        ids.unshift((await context.existingCustomer({}, { source })).id);
      const first = await finds(context, { source, limit: 2 }, ids.slice(0, 2));
      first.has({ pagination: { limit: 2, offset: 0, total: 4, hasMore: true } });
      const last = await finds(context, { source, limit: 2, offset: 2 }, ids.slice(2));
      last.has({ pagination: { offset: 2, total: 4, hasMore: false } });
      const odd = await finds(context, { source, limit: 3, offset: 3 }, ids.slice(3));
      odd.has({ pagination: { total: 4, hasMore: false } });
    },
  },
  order: {
    cites: 'P1',
    rule: 'A later change of a customer does not move it in the list.',
    async run(context) {
      const source = context.names.source();
      const first = await context.existingCustomer({}, { source });
      const second = await context.existingCustomer({}, { source });
      await context.pause();
      (await first.patch({ name: 'Changed' })).is(200);
      await finds(context, { source }, [second.id, first.id]);
    },
  },
  whole: {
    cites: 'P1',
    rule: 'A customer in a list is the same as in a GET.',
    async run(context) {
      const fields = {
        name: 'Ada',
        phone: '1',
        city: 'London',
        notes: 'x',
        country: 'GB',
        metadata: { a: 1 },
        custom_fields: { b: [2] },
      };
      const customer = await context.existingCustomer({
        ...fields,
        external_updated_at: '2026-01-10T12:00:00Z',
      });
      const read = (await customer.read()).is(200);
      const list = await finds(context, { email: customer.email }, [customer.id]);
      list.has({ data: [read.find('data')] });
      read.has({ data: list.find('data.0') });
    },
  },
});
