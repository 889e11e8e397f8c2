import { type BehaviourRule, behaviour } from '../../rule.ts';
import { CHANGING_OPERATIONS, CREATING_OPERATIONS, type WriteOperation } from './write-operations.ts';

function takenBy(operation: WriteOperation): BehaviourRule {
  return {
    cites: 'L3',
    rule: `A change to the email of another customer by ${operation.title} is refused with conflict, and nothing is written.`,
    async run(context) {
      const owner = await context.existingCustomer();
      const customer = await context.existingCustomer({ name: 'Ada' });
      const email = owner.email.toUpperCase();
      const expected = { status: 409, code: 'conflict', param: 'email' };
      await operation.isRefused(customer, { email, name: 'Changed' }, expected);
      (await customer.read()).is(200, { data: { name: 'Ada', email: customer.email } });
      (await owner.read()).is(200, { data: { email: owner.email } });
    },
  };
}

function givenUpBy(operation: WriteOperation): BehaviourRule {
  return {
    cites: 'L4',
    rule: `An email that a customer has given up by ${operation.title} is free, and the new one is taken.`,
    async run(context) {
      const customer = await context.existingCustomer();
      const former = customer.email;
      const email = context.names.email();
      await operation.write(customer, { email });
      (await customer.read()).is(200, { data: { email } });
      const list = await context.api.call('listCustomers', { query: { email: former } });
      list.is(200, { data: [] });
      const found = await context.api.call('listCustomers', { query: { email } });
      found.is(200, { data: [{ id: customer.id }] });
      (await context.newCustomer({ email: former }).upsert()).is(201);
      (await context.newCustomer({ email }).create()).refuses(409, 'conflict', { param: 'email' });
    },
  };
}

function caseBy(operation: WriteOperation): BehaviourRule {
  return {
    cites: 'L5',
    rule: `A customer may change the case of its own email by ${operation.title}.`,
    async run(context) {
      const customer = await context.existingCustomer();
      const email = customer.email.toUpperCase();
      await operation.write(customer, { email });
      (await customer.read()).is(200, { data: { id: customer.id, email } });
    },
  };
}

function storedBy(operation: WriteOperation): BehaviourRule {
  return {
    cites: 'V3',
    rule: `An email is stored by ${operation.title} as it was sent.`,
    async run(context) {
      const email = context.names.email().replace('example', 'Example');
      const customer = context.newCustomer({ email: `A.b+${email}` });
      await operation.write(customer, {});
      (await customer.read()).is(200, { data: { email: customer.email } });
      const list = await context.api.call('listCustomers', {
        query: { email: customer.email.toLowerCase() },
      });
      list.is(200, { data: [{ id: customer.id, email: customer.email }] });
    },
  };
}

function ruleOf(
  operations: readonly WriteOperation[],
  name: string,
  rule: (operation: WriteOperation) => BehaviourRule,
) {
  return Object.fromEntries(operations.map((operation) => [`${name}-${operation.name}`, rule(operation)]));
}

export const EMAILS = behaviour('emails', 'Emails', {
  ...ruleOf(CHANGING_OPERATIONS, 'taken', takenBy),
  ...ruleOf(CHANGING_OPERATIONS, 'given-up', givenUpBy),
  ...ruleOf(CHANGING_OPERATIONS, 'case', caseBy),
  ...ruleOf(CREATING_OPERATIONS, 'stored', storedBy),
  'conflict-names-reference': {
    cites: 'L2',
    rule: 'A conflict names the reference of the same source, even if it is not the first one of the owner.',
    async run(context) {
      const owner = await context.existingCustomer();
      const second = context.newCustomer({ source: 'upsertd-verify-b', email: owner.email });
      (await second.upsert()).is(200);
      const other = context.newCustomer({ source: 'upsertd-verify-b', email: owner.email });
      const { source, externalId: external_id } = second;
      (await other.upsert())
        .refuses(409, 'conflict', { param: 'email' })
        .has({ error: { details: { customer_id: owner.id, source, external_id } } });
      const third = await context.existingCustomer({}, { source: 'upsertd-verify-b' });
      (await third.upsert({ email: owner.email }))
        .refuses(409, 'conflict', { param: 'email' })
        .has({ error: { details: { customer_id: owner.id, source, external_id } } });
    },
  },
});
