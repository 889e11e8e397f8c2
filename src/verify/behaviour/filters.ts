import { behaviour } from '../rule.ts';
import type { RuleContext } from '../rule-context.ts';
import type { TargetResponse } from '../target-response.ts';

type Query = Record<string, string | number>;

/** Checks that a list contains exactly these customers, in this order. */
async function finds({ api }: RuleContext, query: Query, ids: readonly string[]): Promise<TargetResponse> {
  const list = (await api.call('listCustomers', { query })).is(200);
  const found = list.list('data').map((item) => (item as { id?: unknown } | null)?.id);
  const shown = JSON.stringify(query);
  return list.must(
    String(found) === String(ids),
    `${shown} to find ${ids.length ? ids : 'nothing'}`,
    `it found ${found.length ? found : 'nothing'}`,
  );
}

export const FILTERS = behaviour('filters', 'Search and filters', {
  'search-fields': {
    cites: 'P4',
    rule: 'search finds a part of the email, the name, the phone number and of each external id.',
    async run(context) {
      const { names } = context;
      const [inName, inEmail, inId] = [names.word(), names.word(), names.word()];
      const phone = String(Math.floor(Math.random() * 1e12)).padStart(12, '7');
      const customer = context.newCustomer({ email: `a.${inEmail}@example.com` });
      (await customer.upsert({ name: `Ada x${inName}y`, phone: `+${phone}` })).is(201);
      const path = { source: 'upsertd-verify-b', externalId: `x-${inId}-y` };
      const body = { email: customer.email };
      (await context.api.call('upsertCustomerByExternalId', { path, body })).is(200);
      for (const search of [inName, inEmail, phone.slice(1), inId, customer.externalId.slice(1)]) {
        const list = (await context.api.call('listCustomers', { query: { search } })).is(200);
        const ids = list.list('data').map((one) => (one as { id?: unknown } | null)?.id);
        list.must(
          ids.includes(customer.id),
          `"${search}" to find ${customer.id}`,
          `it found ${ids.length} others`,
        );
      }
    },
  },
  'other-fields': {
    cites: 'P4',
    rule: 'search finds nothing in other fields.',
    async run(context) {
      const word = context.names.word();
      const text = `x ${word}`;
      await context.existingCustomer({
        city: text,
        notes: text,
        company_name: text,
        address_line1: text,
        metadata: { text },
      });
      await finds(context, { search: word }, []);
    },
  },
  letters: {
    cites: 'P4',
    rule: 'search ignores the case of all letters.',
    async run(context) {
      const word = context.names.word();
      const { id } = await context.existingCustomer({ name: `Åse ЖУК Ωμέγα ${word}` });
      for (const search of [`åse жук`, `ÅSE Жук ωμέγα ${word.toUpperCase()}`]) {
        await finds(
          context,
          { search: search.includes(word.toUpperCase()) ? search : `${search} ωμέγα ${word}` },
          [id],
        );
      }
    },
  },
  wildcards: {
    cites: 'P4',
    rule: 'No character has a special meaning in a search.',
    async run(context) {
      const word = context.names.word();
      const plain = await context.existingCustomer({ name: `50${word}xy` });
      const special = await context.existingCustomer({ name: `50%_${word}*"\\` });
      await finds(context, { search: word }, [special.id, plain.id]);
      for (const search of [`50%${word}`, `%${word}`, `${word}%`, `${word}_y`, `${word}.y`, `${word}xy*`]) {
        await finds(context, { search }, []);
      }
      await finds(context, { search: `0%_${word}*"\\` }, [special.id]);
    },
  },
  words: {
    cites: 'P4',
    rule: 'A search of several words is one text, with its space.',
    async run(context) {
      const word = context.names.word();
      const { id } = await context.existingCustomer({ name: `Ada ${word} Lovelace` });
      await context.existingCustomer({ name: `Lovelace ${word}` });
      await finds(context, { search: `${word} love` }, [id]);
      await finds(context, { search: `ada ${word}` }, [id]);
      await finds(context, { search: `ada love${word}` }, []);
    },
  },
  short: {
    cites: 'P4',
    rule: 'A search of one or two characters matches the beginnings of words only.',
    async run(context) {
      const { id, email } = await context.existingCustomer({ name: 'Quorn Xylo-Żubr' });
      for (const search of ['xy', 'X', 'q', 'żu']) await finds(context, { search, email }, [id]);
      for (const search of ['yl', 'lo', 'rn', 'ub']) await finds(context, { search, email }, []);
      await finds(context, { search: 'ylo', email }, [id]);
    },
  },
  blank: {
    cites: 'P4',
    rule: 'A blank search is no filter.',
    async run(context) {
      const { id, email } = await context.existingCustomer();
      for (const search of ['', '  ']) await finds(context, { search, email }, [id]);
    },
  },
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
