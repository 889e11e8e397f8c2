import { ABSENT } from '../../difference.ts';
import { behaviour } from '../../rule.ts';

export const UPSERT = behaviour('upsert', 'Upsert', {
  created: {
    cites: 'U1',
    rule: 'If no customer has the reference or the email, one is created: 201, created: true, Upsert-Outcome: created.',
    async run(context) {
      const customer = context.newCustomer();
      const response = await customer.upsert({ name: 'Ada' });
      response.is(201, { created: true, data: { email: customer.email, name: 'Ada' } });
      response.hasHeader('Upsert-Outcome', 'created').doesNotWarn();
    },
  },
  location: {
    cites: 'R10',
    rule: 'Location of a 201 is the path of the created customer.',
    async run(context) {
      const response = await context.newCustomer().upsert({ name: 'Ada' });
      const url = response.is(201).header('Location');
      const read = await context.api.send({ method: 'GET', url });
      read.is(200, { data: { id: response.text('data.id'), name: 'Ada' } });
    },
  },
  reference: {
    cites: 'R8',
    rule: 'externalRefs contains the reference; merchantRefId is the external id of the first reference.',
    async run(context) {
      const customer = context.newCustomer();
      const { source, externalId } = customer;
      const externalRefs = [{ source, externalId, externalUpdatedAt: ABSENT }];
      (await customer.upsert()).is(201, { data: { merchantRefId: externalId, externalRefs } });
    },
  },
  readable: {
    cites: 'U5',
    rule: 'A customer that an upsert created can be read by its id and by its reference.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada', city: 'London' });
      const data = { id: customer.id, email: customer.email, name: 'Ada', city: 'London' };
      (await customer.read()).is(200, { data });
      (await customer.readByReference()).is(200, { data });
    },
  },
  updated: {
    cites: 'U2',
    rule: 'A new value for a known reference updates the customer: 200, created: false, Upsert-Outcome: updated, the same id.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada' });
      const response = await customer.upsert({ name: 'Ada Lovelace' });
      response.is(200, { created: false, data: { id: customer.id, name: 'Ada Lovelace' } });
      response.hasHeader('Upsert-Outcome', 'updated').lacksHeader('Location');
      (await customer.read()).is(200, { data: { name: 'Ada Lovelace' } });
    },
  },
  unchanged: {
    cites: 'U3',
    rule: 'An upsert that changes nothing responds with 200, Upsert-Outcome: unchanged, and the same updatedAt and ETag.',
    async run(context) {
      const customer = context.newCustomer();
      const first = await customer.upsert({ name: 'Ada' });
      const again = await customer.upsert({ name: 'Ada' });
      again.is(200, { created: false, data: { updatedAt: first.is(201).text('data.updatedAt') } });
      again.hasHeader('Upsert-Outcome', 'unchanged').hasHeader('ETag', first.header('ETag'));
    },
  },
  source: {
    cites: 'V4',
    rule: 'A source is matched without regard to case and returned in lower case.',
    async run(context) {
      const customer = await context.existingCustomer();
      const path = { ...customer.reference, source: customer.source.toUpperCase() };
      const body = { email: customer.email };
      const response = await context.api.call('upsertCustomerByExternalId', { path, body });
      response.is(200, { data: { id: customer.id, externalRefs: [{ source: customer.source }] } });
    },
  },
  'external-id': {
    cites: 'V5',
    rule: 'An external id is matched byte for byte after percent-decoding: case, slashes, spaces and any Unicode.',
    async run(context) {
      const base = context.names.externalId();
      const { source } = context.newCustomer();
      for (const externalId of [`${base}-a/b c.å😀.`, `${base}-A/b c.å😀.`]) {
        const body = { email: context.names.email() };
        const path = { source, externalId };
        const response = await context.api.call('upsertCustomerByExternalId', { path, body });
        response.is(201, { data: { externalRefs: [{ externalId }] } });
      }
    },
  },
  slash: {
    cites: 'V5',
    rule: 'An unencoded slash in an external id is refused with 404.',
    async run({ api, names }) {
      const url = `/v2/customers/external/upsertd-verify/${names.externalId()}/b`;
      const response = await api.send({ method: 'PUT', url, body: { email: names.email() } });
      response.refuses(404, 'resource_missing');
    },
  },
  'slash-hint': {
    cites: 'V5',
    rule: 'The message about an unencoded slash names %2F.',
    needs: ['own'],
    async run({ api, names }) {
      const url = `/v2/customers/external/upsertd-verify/${names.externalId()}/b`;
      const response = await api.send({ method: 'PUT', url, body: { email: names.email() } });
      response.refuses(404, 'resource_missing').has({ error: { message: /%2F/ } });
    },
  },
  'conflicting-email': {
    cites: 'L3',
    rule: 'An upsert with the email of another customer is refused with 409 conflict, which names the owner; nothing is written.',
    async run(context) {
      const owner = await context.existingCustomer();
      const customer = await context.existingCustomer({ name: 'Ada' });
      const response = await customer.upsert({ email: owner.email, name: 'Changed' });
      response.refuses(409, 'conflict', { param: 'email' });
      response.has({
        error: { details: { customer_id: owner.id, source: owner.source, external_id: owner.externalId } },
      });
      (await customer.read()).is(200, { data: { email: customer.email, name: 'Ada' } });
    },
  },
});
