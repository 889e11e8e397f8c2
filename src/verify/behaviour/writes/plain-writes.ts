import { ABSENT } from '../../difference.ts';
import { behaviour } from '../../rule.ts';

export const PLAIN_WRITES = behaviour('plain', 'POST and PATCH', {
  create: {
    cites: 'U6',
    rule: 'POST creates a customer without a reference and responds with 201, Location and ETag.',
    async run(context) {
      const customer = context.newCustomer();
      const response = await customer.create({ name: 'Ada', companyName: 'Engines' });
      response.is(201, {
        data: { email: customer.email, name: 'Ada', companyName: 'Engines', externalRefs: ABSENT },
      });
      const read = await context.api.send({ method: 'GET', url: response.header('Location') });
      read.is(200, { data: { id: customer.id, name: 'Ada' } }).hasHeader('ETag', response.header('ETag'));
    },
  },
  'taken-email': {
    cites: 'L3',
    rule: 'POST with the email of a customer is refused with 409 conflict, which names the owner; it never updates or links.',
    async run(context) {
      const owner = await context.existingCustomer();
      const response = await context.api.call('createCustomer', { body: { email: owner.email } });
      response.refuses(409, 'conflict', { param: 'email' });
      response.has({ error: { details: { customer_id: owner.id } } });
    },
  },
  patch: {
    cites: 'M1',
    rule: 'PATCH merges: an omitted field keeps its value, null clears it, and metadata is merged key by key.',
    async run(context) {
      const customer = await context.existingCustomer({
        name: 'Ada',
        phone: '+44 1',
        metadata: { keep: 1, remove: 1 },
      });
      const response = await customer.patch({ phone: null, city: 'London', metadata: { remove: null } });
      const data = { name: 'Ada', phone: ABSENT, city: 'London', metadata: { keep: 1, remove: ABSENT } };
      response.is(200, { data });
      (await customer.read()).is(200, { data });
    },
  },
  'patch-nothing': {
    cites: 'U3',
    rule: 'A PATCH that changes nothing responds with 200 and does not change updatedAt and ETag.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada' });
      const before = await customer.read();
      const response = await customer.patch({ name: 'Ada' });
      response.is(200, { data: { updatedAt: before.is(200).text('data.updatedAt') } });
      response.hasHeader('ETag', before.header('ETag'));
    },
  },
  'patch-email': {
    cites: 'L3',
    rule: 'A PATCH to the email of another customer is refused with 409 conflict; nothing is written.',
    async run(context) {
      const owner = await context.existingCustomer();
      const customer = await context.existingCustomer({ name: 'Ada' });
      const response = await customer.patch({ email: owner.email, name: 'Changed' });
      response
        .refuses(409, 'conflict', { param: 'email' })
        .has({ error: { details: { customer_id: owner.id } } });
      (await customer.read()).is(200, { data: { name: 'Ada', email: customer.email } });
    },
  },
  'patch-unknown-field': {
    cites: 'R11',
    rule: 'An unknown field of a PATCH is reported as a warning that names it.',
    async run(context) {
      const customer = await context.existingCustomer();
      (await customer.patch({ nickname: 'Al' })).is(200).warnsOf('nickname');
    },
  },
  twins: {
    cites: 'R6',
    rule: 'Customers in responses of POST, GET, PATCH and lists have each name of several words in camelCase and in snake_case.',
    async run(context) {
      const customer = await context.existingCustomer({ company_name: 'Engines', postal_code: 'W1' });
      const both = { companyName: 'Engines', company_name: 'Engines', postalCode: 'W1', postal_code: 'W1' };
      (await customer.read()).is(200, { data: both });
      (await customer.patch({ companyName: 'Engines' })).is(200, { data: both });
      const list = await context.api.call('listCustomers', { query: { email: customer.email } });
      list.is(200, { data: [both] });
    },
  },
});
