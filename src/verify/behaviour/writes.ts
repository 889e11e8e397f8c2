import { ABSENT } from '../difference.ts';
import { type BehaviourRule, behaviour } from '../rule.ts';
import type { RuleContext } from '../rule-context.ts';
import type { TestCustomer } from '../test-customer.ts';
import { changedOnce, unchanged } from './observe.ts';
import { CHANGING_WAYS, CREATING_WAYS, type Way } from './ways.ts';

/** A rule that each way of writing must follow. */
interface WayRule {
  readonly cites: string;
  /** Returns the rule as a sentence. @param way completes "by …". */
  readonly rule: (way: string) => string;
  readonly run: (context: RuleContext, way: Way) => Promise<void>;
}

const FIELDS = { name: 'Ada', phone: '+44 1', city: 'London', notes: 'Likes engines', postal_code: 'W1' };

/** Creates a rule for each way, with the name of the way at the end of its own. */
function forEach(
  ways: readonly Way[],
  rules: Readonly<Record<string, WayRule>>,
): Record<string, BehaviourRule> {
  return Object.fromEntries(
    Object.entries(rules).flatMap(([name, { cites, rule, run }]) =>
      ways.map((way) => [
        `${name}-${way.name}`,
        { cites, rule: rule(way.title), run: (context) => run(context, way) },
      ]),
    ),
  );
}

async function reads(customer: TestCustomer, data: object): Promise<void> {
  (await customer.read()).is(200, { data });
}

const CHANGES = forEach(CHANGING_WAYS, {
  omitted: {
    cites: 'M1',
    rule: (way) => `A field that is left out by ${way} keeps its value.`,
    async run(context, way) {
      const objects = { metadata: { a: 1 }, custom_fields: { b: 2 } };
      const customer = await context.existingCustomer({ ...FIELDS, ...objects });
      await way.write(customer, { addressLine1: '1 Street' });
      const { postal_code, ...rest } = FIELDS;
      const kept = { ...rest, postalCode: postal_code, metadata: { a: 1 }, customFields: { b: 2 } };
      await reads(customer, { ...kept, addressLine1: '1 Street' });
    },
  },
  null: {
    cites: 'M2',
    rule: (way) => `null by ${way} clears each field, and no other field.`,
    async run(context, way) {
      const customer = await context.existingCustomer({ ...FIELDS, country: 'GB' });
      await way.write(customer, { phone: null, city: null, notes: null, postalCode: null, country: null });
      const cleared = { phone: ABSENT, city: ABSENT, notes: ABSENT, postalCode: ABSENT, country: ABSENT };
      await reads(customer, { name: 'Ada', ...cleared });
    },
  },
  'null-object': {
    cites: 'M3',
    rule: (way) => `null by ${way} for metadata or the custom fields removes all of their keys.`,
    async run(context, way) {
      const customer = await context.existingCustomer({ metadata: { a: 1 }, custom_fields: { b: 2 } });
      await way.write(customer, { metadata: null });
      await reads(customer, { metadata: ABSENT, customFields: { b: 2 } });
      await way.write(customer, { customFields: null });
      await reads(customer, { customFields: ABSENT });
    },
  },
  objects: {
    cites: 'M3',
    rule: (way) => `metadata and the custom fields are merged key by key by ${way}, and null removes a key.`,
    async run(context, way) {
      const before = { keep: 1, change: 1, remove: 1 };
      const customer = await context.existingCustomer({ metadata: before, custom_fields: before });
      const sent = { change: 2, remove: null, add: 3 };
      await way.write(customer, { metadata: sent, customFields: sent });
      const after = { keep: 1, change: 2, add: 3, remove: ABSENT };
      await reads(customer, { metadata: after, customFields: after });
    },
  },
  shallow: {
    cites: 'M4',
    rule: (way) => `The value of a key of metadata replaces the previous value by ${way}, object or array.`,
    async run(context, way) {
      const metadata = { object: { a: 1, b: 2 }, list: [1, 2], text: 'x' };
      const customer = await context.existingCustomer({ metadata });
      await way.write(customer, { metadata: { object: { b: 3 }, list: [3] } });
      await reads(customer, { metadata: { object: { a: ABSENT, b: 3 }, list: [3], text: 'x' } });
    },
  },
  'inner-null': {
    cites: 'M4',
    rule: (way) => `A null inside of a value of metadata is stored by ${way}.`,
    async run(context, way) {
      const customer = await context.existingCustomer({ metadata: { object: { a: 1 } } });
      await way.write(customer, { metadata: { object: { a: null }, list: [null] } });
      await reads(customer, { metadata: { object: { a: null }, list: [null] } });
    },
  },
  'empty-text': {
    cites: 'V1',
    rule: (way) => `An empty text is stored by ${way} as a value.`,
    async run(context, way) {
      const customer = await context.existingCustomer(FIELDS);
      await way.write(customer, { notes: '', city: '' });
      await reads(customer, { notes: '', city: '', name: 'Ada' });
    },
  },
  nothing: {
    cites: 'U3',
    rule: (way) =>
      `The same values again by ${way} change neither updatedAt nor the ETag, and write no event.`,
    async run(context, way) {
      const metadata = { a: 1, b: { c: [1], d: 2 } };
      const customer = await context.existingCustomer({ ...FIELDS, country: 'GB', metadata });
      const again = { name: 'Ada', country: 'gb', metadata: { b: { d: 2, c: [1] }, a: 1, absent: null } };
      await unchanged(context, customer, () => way.write(customer, again));
    },
  },
  change: {
    cites: 'U4',
    rule: (way) =>
      `A change by ${way} sets a later updatedAt, changes the ETag and writes one event; createdAt and linkedAt stay.`,
    async run(context, way) {
      const customer = await context.existingCustomer(FIELDS);
      await changedOnce(context, customer, () => way.write(customer, { city: 'Paris' }));
    },
  },
});

const CREATIONS = forEach(CREATING_WAYS, {
  'first-null': {
    cites: 'M3',
    rule: (way) =>
      `null in the first write by ${way} is no value: neither of a field nor of a key of metadata.`,
    async run(context, way) {
      const customer = context.newCustomer();
      const objects = { metadata: { a: null, b: 1 }, customFields: { a: null, b: 1 } };
      await way.write(customer, { name: 'Ada', phone: null, city: null, ...objects });
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
    rule: (way) => `An unknown field of ${way} is not stored, and a warning names it.`,
    async run(context, way) {
      const customer = context.newCustomer();
      const response = await way.write(customer, { name: 'Ada', nickname: 'Al' });
      response.warnsOf('nickname', way.warnings);
      await reads(customer, { name: 'Ada', nickname: ABSENT });
    },
  },
  country: {
    cites: 'V2',
    rule: (way) => `A country is accepted in any case by ${way} and stored in upper case.`,
    async run(context, way) {
      const customer = context.newCustomer();
      await way.write(customer, { country: 'nO' });
      await reads(customer, { country: 'NO' });
    },
  },
});

export const WRITES = behaviour('writes', 'Each way of writing', { ...CHANGES, ...CREATIONS });
