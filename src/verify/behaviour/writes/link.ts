import { behaviour } from '../../rule.ts';

const OTHER_SOURCE = 'upsertd-verify-b';

export const LINK = behaviour('link', 'Link and conflict', {
  linked: {
    cites: 'L1',
    rule: 'If the owner of the email has no reference of this source, a new reference is linked and the data merged: 200, created: false.',
    async run(context) {
      const owner = await context.existingCustomer({ name: 'Ada', phone: '+44 1' });
      const other = context.newCustomer({ source: OTHER_SOURCE, email: owner.email });
      const response = await other.upsert({ name: 'Ada Lovelace' });
      response.is(200, {
        created: false,
        data: {
          id: owner.id,
          name: 'Ada Lovelace',
          phone: '+44 1',
          merchantRefId: owner.externalId,
          externalRefs: [
            { source: owner.source, externalId: owner.externalId },
            { source: OTHER_SOURCE, externalId: other.externalId },
          ],
        },
      });
      response.hasHeader('Upsert-Outcome', 'linked');
    },
  },
  warned: {
    cites: 'L1',
    rule: 'A link is reported as a warning about email.',
    async run(context) {
      const owner = await context.existingCustomer();
      const other = context.newCustomer({ source: OTHER_SOURCE, email: owner.email });
      (await other.upsert()).is(200).warnsOf('email');
    },
  },
  'plain-customer': {
    cites: 'L1',
    rule: 'A customer that POST created without a reference is found by its email and linked.',
    async run(context) {
      const customer = context.newCustomer();
      const created = await customer.create({ name: 'Ada' });
      const response = await customer.upsert({ city: 'London' });
      response.is(200, {
        created: false,
        data: { id: created.is(201).text('data.id'), name: 'Ada', city: 'London' },
      });
      response.hasHeader('Upsert-Outcome', 'linked');
    },
  },
  conflict: {
    cites: 'L2',
    rule: 'If the owner of the email has a reference of this source, a new one is refused with 409 conflict, which names the owner.',
    async run(context) {
      const owner = await context.existingCustomer({ name: 'Ada' });
      const other = context.newCustomer({ email: owner.email });
      const response = await other.upsert({ name: 'Changed' });
      response.refuses(409, 'conflict', { param: 'email' }).has({
        error: { details: { customer_id: owner.id, source: owner.source, external_id: owner.externalId } },
      });
      (await owner.read()).is(200, { data: { name: 'Ada' } });
      (await other.readByReference()).refuses(404, 'resource_missing');
    },
  },
});
