import { type Document, resolve, type SchemaObject } from '../../contract/document.ts';
import { toCamel } from '../../contract/field-names.ts';
import type { Operation } from '../../contract/operations.ts';
import { SchemaValidator } from '../../contract/schema-validator.ts';
import type { Rule } from '../rule.ts';
import type { RuleContext } from '../rule-context.ts';
import type { TestCustomer } from '../test-customer.ts';
import { shapeRule } from './shape-rule.ts';
import { emailOfLength, TEXT_KINDS, type TextKind, validText } from './valid-values.ts';

/** Writes fields, by the names of the operation's body, to a new or existing customer. */
type Write = (customer: TestCustomer, fields: object) => Promise<unknown>;

const WRITES: Readonly<Partial<Record<Operation['id'], Write>>> = {
  upsertCustomerByExternalId: async (customer, fields) => (await customer.upsert(fields)).isSuccess(),
  createCustomer: async (customer, fields) => (await customer.create(fields)).is(201),
  updateCustomer: async (customer, fields) => {
    (await customer.create()).is(201);
    (await customer.patch(fields)).is(200);
  },
  batchUpsertCustomers: async (customer, fields) =>
    (await customer.upsertInBatch(fields)).is(200, { failed: [] }),
};

/** The bytes and the levels of a metadata object at the limits that the contract states. */
const OBJECT_BYTES = 64 * 1024;
const OBJECT_LEVELS = 16;

/** Creates the rules that an operation stores each valid value, so that a read returns the same. */
export function keptValueRules(document: Document, operation: Operation): Rule[] {
  const write = WRITES[operation.id];
  const properties = propertiesOf(document, operation);
  if (!write || !properties) return [];
  const validator = SchemaValidator.of(document);
  const texts = (Object.keys(TEXT_KINDS) as TextKind[]).map((kind) => ({
    name: `keeps.${kind}`,
    cites: 'V1',
    sentence: `Each text field keeps ${TEXT_KINDS[kind]}, and a read returns it.`,
    fields: () => textsOf(properties, kind, validator),
  }));
  const names = Object.keys(properties);
  const objects = names.filter((name) =>
    ['metadata', 'customfields'].includes(name.toLowerCase().replace('_', '')),
  );
  const all = [
    ...texts,
    {
      name: 'keeps.json',
      cites: 'V8',
      sentence: 'metadata and custom fields keep any JSON values, and a read returns them.',
      fields: () => Object.fromEntries(objects.map((name) => [name, ANY_JSON])),
    },
    {
      name: 'keeps.largest-object',
      cites: 'V8',
      sentence: `metadata of exactly ${OBJECT_BYTES} bytes and ${OBJECT_LEVELS} levels is stored.`,
      fields: () => ({ metadata: objectAtLimits() }),
    },
  ];
  return [
    ...all.map(({ name, cites, sentence, fields }) =>
      shapeRule(operation, {
        name,
        cites,
        sentence,
        needs: ['memory'],
        run: async (context) => keeps(context.newCustomer(), fields(), write),
      }),
    ),
    longestEmail(operation, properties, write),
  ];
}

/** Checks each field in the response to a read, so that a failure names the first one that differs. */
async function keeps(customer: TestCustomer, fields: object, write: Write): Promise<void> {
  await write(customer, fields);
  const expected = Object.fromEntries(Object.entries(fields).map(([name, value]) => [toCamel(name), value]));
  (await customer.read()).is(200, { data: expected });
}

function longestEmail(operation: Operation, properties: Properties, write: Write): Rule {
  const length = properties.email?.maxLength ?? 0;
  return shapeRule(operation, {
    name: 'keeps.longest-email',
    cites: 'V3',
    sentence: `An email of ${length} characters is stored, and a read returns it.`,
    needs: ['memory'],
    run: async (context: RuleContext) => {
      const email = emailOfLength(context.names.email(), length);
      await keeps(context.newCustomer(), { email }, write);
    },
  });
}

type Properties = Readonly<Record<string, SchemaObject>>;

/** Returns the fields of a customer in the body: those of the body itself, or of the items of a batch. */
function propertiesOf(document: Document, { body }: Operation): Properties | undefined {
  const read = (schema: SchemaObject | undefined): Properties =>
    Object.fromEntries(
      Object.entries(schema?.properties ?? {}).map(([name, property]) => [name, resolve(document, property)]),
    );
  const own = read(body?.schema);
  const list = Object.values(own).find(({ items }) => items !== undefined);
  const properties = list?.items ? read(resolve(document, list.items)) : own;
  return properties.email && properties;
}

function textsOf(properties: Properties, kind: TextKind, validator: SchemaValidator): object {
  const texts = Object.entries(properties).flatMap(([name, schema]) => {
    // An external id is not a field of the customer, and has rules of its own.
    const text = name === 'external_id' ? undefined : validText(schema, kind, validator);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(texts);
}

const ANY_JSON = {
  text: ' å😀 ',
  empty: '',
  yes: true,
  no: false,
  zero: 0,
  fraction: -0.1,
  small: 1e-7,
  large: 2 ** 53 - 1,
  list: [1, 'a', null, [], {}],
  object: { 'a.b': { '': null }, $c: [{ d: false }] },
  'a b/c~d': 'x',
};

/** Returns an object with the largest size in UTF-8 and the largest number of levels. */
function objectAtLimits(): object {
  let deep: unknown = 'x';
  for (let level = 1; level < OBJECT_LEVELS; level += 1) deep = { a: deep };
  const empty = { deep, text: '' };
  const room = OBJECT_BYTES - Buffer.byteLength(JSON.stringify(empty));
  // Half of the bytes in characters of two bytes.
  const wide = Math.floor(room / 4);
  return { deep, text: 'å'.repeat(wide) + 'x'.repeat(room - 2 * wide) };
}
