import { ABSENT } from '../../difference.ts';
import { type BehaviourRule, behaviour } from '../../rule.ts';
import type { RuleContext } from '../../rule-context.ts';
import type { TestCustomer } from '../../test-customer.ts';
import { changedOnce, unchanged } from './observe.ts';
import { CHANGING_OPERATIONS, CREATING_OPERATIONS, type WriteOperation } from './write-operations.ts';

/** A rule that each write operation must follow. */
interface WayRule {
  readonly cites: string;
  /** Returns the rule as a sentence. @param operation completes "by …". */
  readonly rule: (operation: string) => string;
  readonly run: (context: RuleContext, operation: WriteOperation) => Promise<void>;
}

const FIELDS = { name: 'Ada', phone: '+44 1', city: 'London', notes: 'Likes engines', postal_code: 'W1' };

/** Creates a rule for each operation, with the name of the operation at the end of its own. */
function forEach(
  operations: readonly WriteOperation[],
  rules: Readonly<Record<string, WayRule>>,
): Record<string, BehaviourRule> {
  return Object.fromEntries(
    Object.entries(rules).flatMap(([name, { cites, rule, run }]) =>
      operations.map((operation) => [
        `${name}-${operation.name}`,
        { cites, rule: rule(operation.title), run: (context) => run(context, operation) },
      ]),
    ),
  );
}

async function reads(customer: TestCustomer, data: object): Promise<void> {
  (await customer.read()).is(200, { data });
}

const CHANGES = forEach(CHANGING_OPERATIONS, {
  omitted: {
    cites: 'M1',
    rule: (operation) => `A field that is left out by ${operation} keeps its value.`,
    async run(context, operation) {
      const objects = { metadata: { a: 1 }, custom_fields: { b: 2 } };
      const customer = await context.existingCustomer({ ...FIELDS, ...objects });
      await operation.write(customer, { addressLine1: '1 Street' });
      const { postal_code, ...rest } = FIELDS;
      const kept = { ...rest, postalCode: postal_code, metadata: { a: 1 }, customFields: { b: 2 } };
      await reads(customer, { ...kept, addressLine1: '1 Street' });
    },
  },
  null: {
    cites: 'M2',
    rule: (operation) => `null by ${operation} clears each field, and no other field.`,
    async run(context, operation) {
      const customer = await context.existingCustomer({ ...FIELDS, country: 'GB' });
      await operation.write(customer, {
        phone: null,
        city: null,
        notes: null,
        postalCode: null,
        country: null,
      });
      const cleared = { phone: ABSENT, city: ABSENT, notes: ABSENT, postalCode: ABSENT, country: ABSENT };
      await reads(customer, { name: 'Ada', ...cleared });
    },
  },
  'null-object': {
    cites: 'M3',
    rule: (operation) => `null by ${operation} for metadata or the custom fields removes all of their keys.`,
    async run(context, operation) {
      const customer = await context.existingCustomer({ metadata: { a: 1 }, custom_fields: { b: 2 } });
      await operation.write(customer, { metadata: null });
      await reads(customer, { metadata: ABSENT, customFields: { b: 2 } });
      await operation.write(customer, { customFields: null });
      await reads(customer, { customFields: ABSENT });
    },
  },
  objects: {
    cites: 'M3',
    rule: (operation) =>
      `metadata and the custom fields are merged key by key by ${operation}, and null removes a key.`,
    async run(context, operation) {
      const before = { keep: 1, change: 1, remove: 1 };
      const customer = await context.existingCustomer({ metadata: before, custom_fields: before });
      const sent = { change: 2, remove: null, add: 3 };
      await operation.write(customer, { metadata: sent, customFields: sent });
      const after = { keep: 1, change: 2, add: 3, remove: ABSENT };
      await reads(customer, { metadata: after, customFields: after });
    },
  },
  shallow: {
    cites: 'M4',
    rule: (operation) =>
      `The value of a key of metadata replaces the previous value by ${operation}, object or array.`,
    async run(context, operation) {
      const metadata = { object: { a: 1, b: 2 }, list: [1, 2], text: 'x' };
      const customer = await context.existingCustomer({ metadata });
      await operation.write(customer, { metadata: { object: { b: 3 }, list: [3] } });
      await reads(customer, { metadata: { object: { a: ABSENT, b: 3 }, list: [3], text: 'x' } });
    },
  },
  'inner-null': {
    cites: 'M4',
    rule: (operation) => `A null inside of a value of metadata is stored by ${operation}.`,
    async run(context, operation) {
      const customer = await context.existingCustomer({ metadata: { object: { a: 1 } } });
      await operation.write(customer, { metadata: { object: { a: null }, list: [null] } });
      await reads(customer, { metadata: { object: { a: null }, list: [null] } });
    },
  },
  'empty-text': {
    cites: 'V1',
    rule: (operation) => `An empty text is stored by ${operation} as a value.`,
    async run(context, operation) {
      const customer = await context.existingCustomer(FIELDS);
      await operation.write(customer, { notes: '', city: '' });
      await reads(customer, { notes: '', city: '', name: 'Ada' });
    },
  },
  nothing: {
    cites: 'U3',
    rule: (operation) =>
      `The same values again by ${operation} change neither updatedAt nor the ETag, and write no event.`,
    async run(context, operation) {
      const metadata = { a: 1, b: { c: [1], d: 2 } };
      const customer = await context.existingCustomer({ ...FIELDS, country: 'GB', metadata });
      const again = { name: 'Ada', country: 'gb', metadata: { b: { d: 2, c: [1] }, a: 1, absent: null } };
      await unchanged(context, customer, () => operation.write(customer, again));
    },
  },
  change: {
    cites: 'U4',
    rule: (operation) =>
      `A change by ${operation} sets a later updatedAt, changes the ETag and writes one event; createdAt and linkedAt stay.`,
    async run(context, operation) {
      const customer = await context.existingCustomer(FIELDS);
      await changedOnce(context, customer, () => operation.write(customer, { city: 'Paris' }));
    },
  },
});

const CREATIONS = forEach(CREATING_OPERATIONS, {
  'first-null': {
    cites: 'M3',
    rule: (operation) =>
      `null in the first write by ${operation} is no value: neither of a field nor of a key of metadata.`,
    async run(context, operation) {
      const customer = context.newCustomer();
      const objects = { metadata: { a: null, b: 1 }, customFields: { a: null, b: 1 } };
      await operation.write(customer, { name: 'Ada', phone: null, city: null, ...objects });
      const object = { a: ABSENT, b: 1 };
      await reads(customer, {
        name: 'Ada',
        phone: ABSENT,
        city: ABSENT,
        metadata: object,
        customFields: object,
      });
    },
  },
  'unknown-field': {
    cites: 'R11',
    rule: (operation) => `An unknown field of ${operation} is not stored, and a warning names it.`,
    async run(context, operation) {
      const customer = context.newCustomer();
      const response = await operation.write(customer, { name: 'Ada', nickname: 'Al' });
      response.warnsOf('nickname', operation.warnings);
      await reads(customer, { name: 'Ada', nickname: ABSENT });
    },
  },
  country: {
    cites: 'V2',
    rule: (operation) => `A country is accepted in any case by ${operation} and stored in upper case.`,
    async run(context, operation) {
      const customer = context.newCustomer();
      await operation.write(customer, { country: 'nO' });
      await reads(customer, { country: 'NO' });
    },
  },
});

export const WRITES = behaviour('writes', 'Each write operation', { ...CHANGES, ...CREATIONS });
