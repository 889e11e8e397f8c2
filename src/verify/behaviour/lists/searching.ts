import { behaviour } from '../../rule.ts';
import { finds } from './finds.ts';

export const SEARCHING = behaviour('filters', 'Search and filters', {
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
  'unicode-forms': {
    cites: 'P4',
    rule: 'search finds a letter by each of its Unicode forms, composed (NFC) and with separate marks (NFD).',
    async run(context) {
      const word = context.names.word();
      const composed = await context.existingCustomer({ name: `Zoë ${word}` });
      const separate = await context.existingCustomer({ name: `Zoe\u0308 ${word}` });
      for (const search of [`zoë ${word}`, `zoe\u0308 ${word}`])
        await finds(context, { search }, [separate.id, composed.id]);
    },
  },
  unspaced: {
    cites: 'P4',
    rule: 'A search of one or two characters finds the inside of words in scripts without spaces.',
    async run(context) {
      const { id, email } = await context.existingCustomer({ name: '王小明 やまだ สมชัย' });
      for (const search of ['小明', '明', 'まだ', 'ชั']) await finds(context, { search, email }, [id]);
      await finds(context, { search: '明小', email }, []);
    },
  },
  'phone-digits': {
    cites: 'P4',
    rule: 'search finds a phone number by its digits, whatever is between them.',
    async run(context) {
      const { id, email } = await context.existingCustomer({ phone: '+47 22 33 44 55' });
      for (const search of ['22334455', '+47 2233', '(47) 22-33.44'])
        await finds(context, { search, email }, [id]);
      await finds(context, { search: '+47 2333', email }, []);
    },
  },
  spaces: {
    cites: 'P4',
    rule: 'Spaces around a search have no effect.',
    async run(context) {
      const { id, email } = await context.existingCustomer({ name: 'Quorn Xylo' });
      for (const search of [' quorn', 'quorn xylo  ', ' xy ']) await finds(context, { search, email }, [id]);
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
});
