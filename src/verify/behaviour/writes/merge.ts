import { ABSENT } from '../../difference.ts';
import { behaviour } from '../../rule.ts';

export const MERGE = behaviour('merge', 'Merge', {
  omitted: {
    cites: 'M1',
    rule: 'An omitted field keeps its value.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada', phone: '+44 1', metadata: { a: 1 } });
      (await customer.upsert({ city: 'London' })).is(200, {
        data: { name: 'Ada', phone: '+44 1', city: 'London', metadata: { a: 1 } },
      });
    },
  },
  null: {
    cites: 'M2',
    rule: 'null clears a field; a response omits a field without a value and never contains null.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada', phone: '+44 1', metadata: { a: 1 } });
      const cleared = { phone: ABSENT, metadata: ABSENT, name: 'Ada' };
      (await customer.upsert({ phone: null, metadata: null })).is(200, { data: cleared });
      (await customer.read()).is(200, { data: cleared });
    },
  },
  'null-email': {
    cites: 'M2',
    rule: 'email: null is refused with 400.',
    async run(context) {
      const customer = await context.existingCustomer();
      (await customer.upsert({ email: null })).refuses(400, 'invalid_request', { param: 'email' });
    },
  },
  metadata: {
    cites: 'M3',
    rule: 'metadata is merged key by key, and a key whose value is null is removed.',
    async run(context) {
      const customer = await context.existingCustomer({ metadata: { keep: 1, change: 1, remove: 1 } });
      const response = await customer.upsert({ metadata: { change: 2, remove: null, add: 3 } });
      response.is(200, { data: { metadata: { keep: 1, change: 2, add: 3, remove: ABSENT } } });
    },
  },
  'custom-fields': {
    cites: 'M3',
    rule: 'custom_fields is merged key by key, and a key whose value is null is removed.',
    async run(context) {
      const customer = await context.existingCustomer({ custom_fields: { keep: 1, remove: 1 } });
      const response = await customer.upsert({ custom_fields: { remove: null, add: 3 } });
      response.is(200, { data: { customFields: { keep: 1, add: 3, remove: ABSENT } } });
    },
  },
  'too-much': {
    cites: 'V8',
    rule: 'metadata of more than 64 KiB after the merge is refused with 400; nothing is written.',
    async run(context) {
      const half = 'x'.repeat(40 * 1024);
      const customer = await context.existingCustomer({ metadata: { one: half } });
      (await customer.upsert({ metadata: { two: half } })).refuses(400, 'invalid_request', {
        param: 'metadata',
      });
      (await customer.read()).is(200, { data: { metadata: { one: half, two: ABSENT } } });
    },
  },
  country: {
    cites: 'V2',
    rule: 'A country is accepted in any case and stored in upper case.',
    async run(context) {
      (await context.newCustomer().upsert({ country: 'no' })).is(201, { data: { country: 'NO' } });
    },
  },
  'email-case': {
    cites: 'V3',
    rule: 'An email is stored as sent and compared without regard to case.',
    async run(context) {
      const customer = await context.existingCustomer();
      const email = customer.email.toUpperCase();
      (await context.api.call('createCustomer', { body: { email } })).refuses(409, 'conflict', {
        param: 'email',
      });
      (await customer.upsert({ email })).is(200, { data: { id: customer.id, email } });
    },
  },
  'unknown-field': {
    cites: 'R11',
    rule: 'An unknown field is not stored and does not fail; a warning names it.',
    async run(context) {
      const customer = context.newCustomer();
      (await customer.upsert({ nickname: 'Al' })).is(201, { data: { nickname: ABSENT } }).warnsOf('nickname');
      (await customer.read()).is(200, { data: { nickname: ABSENT } });
    },
  },
  'lone-surrogate': {
    cites: 'V6',
    rule: 'U+0000 or a lone surrogate anywhere in the body is refused with 400, which names the path.',
    async run(context) {
      for (const text of ['\\u0000', '\\ud800']) {
        const { reference: path, email } = context.newCustomer();
        const body = `{"email": "${email}", "metadata": {"a": "${text}"}}`;
        const response = await context.api.call('upsertCustomerByExternalId', { path, body });
        response.refuses(400, 'invalid_request', { param: 'metadata.a' });
      }
    },
  },
  'duplicate-key': {
    cites: 'V6',
    rule: 'If a JSON object contains a key twice, the last value is used.',
    async run(context) {
      const { reference: path, email } = context.newCustomer();
      const body = `{"email": "${email}", "name": "First", "name": "Last"}`;
      (await context.api.call('upsertCustomerByExternalId', { path, body })).is(201, {
        data: { name: 'Last' },
      });
    },
  },
});
