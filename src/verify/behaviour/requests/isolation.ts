import type { KeyRole } from '../../keys.ts';
import { type BehaviourRule, behaviour } from '../../rule.ts';

/** Creates the rules that separate two merchants, or sandbox and live data of one merchant. */
function isolationFrom(role: KeyRole, owner: string): Record<string, BehaviourRule> {
  return {
    reads: {
      cites: 'K3',
      rule: `A customer cannot be read with the key of ${owner}: it is a 404 by id and by reference, and is not in the list.`,
      needs: [role],
      async run(context) {
        const customer = await context.existingCustomer();
        const other = context.as(role);
        const byId = await other.call('getCustomer', { path: { id: customer.id } });
        byId.refuses(404, 'resource_missing');
        const byReference = await other.call('getCustomerByExternalId', { path: customer.reference });
        byReference.refuses(404, 'resource_missing');
        const list = await other.call('listCustomers', { query: { email: customer.email } });
        list.is(200, { data: [], pagination: { total: 0 } });
        const found = await other.call('listCustomers', { query: { search: customer.externalId } });
        found.is(200, { data: [] });
      },
    },
    writes: {
      cites: 'K3',
      rule: `The same reference and email with the key of ${owner} create another customer.`,
      needs: [role],
      async run(context) {
        const customer = await context.existingCustomer({ name: 'Mine' });
        const body = { email: customer.email, name: 'Theirs' };
        const theirs = await context
          .as(role)
          .call('upsertCustomerByExternalId', { path: customer.reference, body });
        theirs.is(201, { created: true });
        theirs.must(theirs.find('data.id') !== customer.id, 'another id', 'it is the same');
        (await customer.read()).is(200, { data: { name: 'Mine' } });
      },
    },
    patch: {
      cites: 'K3',
      rule: `A customer cannot be changed with the key of ${owner}: it is a 404.`,
      needs: [role],
      async run(context) {
        const customer = await context.existingCustomer({ name: 'Mine' });
        const options = { path: { id: customer.id }, body: { name: 'Theirs' } };
        (await context.as(role).call('updateCustomer', options)).refuses(404, 'resource_missing');
        (await customer.read()).is(200, { data: { name: 'Mine' } });
      },
    },
    idempotency: {
      cites: 'K3',
      rule: `An Idempotency-Key is not shared with ${owner}.`,
      needs: [role],
      async run(context) {
        const customer = context.newCustomer();
        const headers = { 'Idempotency-Key': context.names.idempotencyKey() };
        (await customer.upsert({}, headers)).is(201);
        const options = { path: customer.reference, headers, body: { email: customer.email } };
        const theirs = await context.as(role).call('upsertCustomerByExternalId', options);
        theirs.is(201).lacksHeader('Idempotency-Replayed');
      },
    },
    events: {
      cites: 'K3',
      rule: `Events cannot be read with the key of ${owner}.`,
      needs: [role],
      async run(context) {
        const customer = await context.existingCustomer();
        const seen = await context.as(role).call('listEvents', { query: { customer_id: customer.id } });
        seen.is(200, { data: [] });
        const id = (await customer.events()).is(200).text('data.0.id');
        (await context.as(role).call('getEvent', { path: { id } })).refuses(404, 'resource_missing');
      },
    },
  };
}

export const ISOLATION = [
  ...behaviour(
    'isolation.merchant',
    'Isolation of merchants',
    isolationFrom('otherMerchant', 'another merchant'),
  ),
  ...behaviour('isolation.mode', 'Isolation of sandbox and live', {
    ...isolationFrom('otherMode', 'the other mode'),
    livemode: {
      cites: 'N4',
      rule: 'livemode of an event is true for live data and false for sandbox data.',
      needs: ['otherMode'],
      async run(context) {
        const here = await context.existingCustomer();
        const there = context.newCustomer({ as: 'otherMode' });
        (await there.upsert()).is(201);
        const mine = (await here.events()).is(200);
        const theirs = (await there.events()).is(200);
        const isOther = mine.find('data.0.livemode') === !theirs.find('data.0.livemode');
        theirs.must(
          isOther,
          `livemode ${!mine.find('data.0.livemode')}`,
          'it is the same as in the other mode',
        );
      },
    },
  }),
];
