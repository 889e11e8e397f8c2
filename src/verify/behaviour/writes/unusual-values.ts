import { ABSENT } from '../../difference.ts';
import { type BehaviourRule, behaviour } from '../../rule.ts';
import { SOURCE } from '../../test-ids.ts';
import { CHANGING_OPERATIONS, CREATING_OPERATIONS, type WriteOperation } from './write-operations.ts';

/** A value of each kind that cannot be stored unchanged, and the field that the error names. */
const UNSTORABLE = [
  { fields: { notes: 'a\u0000b' }, param: 'notes' },
  { fields: { metadata: { a: '\ud800' } }, param: 'metadata.a' },
  { fields: { metadata: { a: 2 ** 53 } }, param: 'metadata.a' },
] as const;

function emptyListChanges(operation: WriteOperation): BehaviourRule {
  return {
    cites: 'V9',
    rule: `[] for metadata or the custom fields by ${operation.title} is read as {}, which changes nothing; another list is refused.`,
    async run(context) {
      const customer = await context.existingCustomer({ metadata: { a: 1 }, custom_fields: { b: 2 } });
      await operation.write(customer, { metadata: [], customFields: [] });
      (await customer.read()).is(200, { data: { metadata: { a: 1 }, customFields: { b: 2 } } });
      const expected = { status: 400, code: 'invalid_request', param: 'metadata' };
      await operation.isRefused(customer, { metadata: [1] }, expected);
    },
  };
}

function emptyListCreates(operation: WriteOperation): BehaviourRule {
  return {
    cites: 'V9',
    rule: `[] for metadata in the first write by ${operation.title} is read as {}, and metadata is left out.`,
    async run(context) {
      const customer = context.newCustomer();
      await operation.write(customer, { metadata: [], name: 'Ada' });
      (await customer.read()).is(200, { data: { name: 'Ada', metadata: ABSENT } });
    },
  };
}

/** Creates a rule for each operation. */
function forEach(
  name: string,
  operations: readonly WriteOperation[],
  rule: (operation: WriteOperation) => BehaviourRule,
) {
  return Object.fromEntries(operations.map((operation) => [`${name}-${operation.name}`, rule(operation)]));
}

export const UNUSUAL_VALUES = behaviour('values', 'Unusual values', {
  unstorable: {
    cites: 'V6',
    rule: 'U+0000, half a surrogate pair or an integer beyond ±2^53 in an upsert is refused with 400, which names its path.',
    async run(context) {
      const customer = await context.existingCustomer({ notes: 'Kept' });
      for (const { fields, param } of UNSTORABLE) {
        (await customer.upsert(fields)).refuses(400, 'invalid_request', { param });
      }
      (await customer.read()).is(200, { data: { notes: 'Kept', metadata: ABSENT } });
    },
  },
  'unstorable-item': {
    cites: 'V6',
    rule: 'An item of a batch with U+0000, half a surrogate pair or an integer beyond ±2^53 fails alone, with the path in param.',
    async run(context) {
      const { names, api } = context;
      const item = (fields: object) => ({ external_id: names.externalId(), email: names.email(), ...fields });
      const good = item({ notes: 'Kept' });
      const customers = [...UNSTORABLE.map(({ fields }) => item(fields)), good];
      const response = await api.call('batchUpsertCustomers', { body: { source: SOURCE, customers } });
      response.is(200, { created: 1 });
      response.has({
        results: [
          ...UNSTORABLE.map(({ param }) => ({
            outcome: 'failed',
            error: { code: 'invalid_request', param },
          })),
          { outcome: 'created' },
        ],
      });
      const path = { source: SOURCE, externalId: good.external_id };
      (await api.call('getCustomerByExternalId', { path })).is(200, { data: { notes: 'Kept' } });
    },
  },
  ...forEach('empty-list', CHANGING_OPERATIONS, emptyListChanges),
  ...forEach('first-empty-list', CREATING_OPERATIONS, emptyListCreates),
});
