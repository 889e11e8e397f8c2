import { type Document, resolve, type SchemaObject } from '../../contract/document.ts';
import type { Operation } from '../../contract/operations.ts';
import { SchemaValidator } from '../../contract/schema-validator.ts';
import type { Rule } from '../rule.ts';
import type { RuleContext } from '../rule-context.ts';
import { SOURCE } from '../test-ids.ts';
import type { GoodRequests } from './good-request.ts';
import { shapeRule } from './shape-rule.ts';
import { emailOfLength } from './valid-values.ts';

/** Creates the rules that an operation refuses the values next to the valid ones. */
export function neighbourRules(document: Document, operation: Operation, good: GoodRequests): Rule[] {
  const { schema } = operation.body ?? {};
  if (!schema) return [];
  const validator = SchemaValidator.of(document);
  const list = Object.entries(schema.properties ?? {}).find(([, one]) => resolve(document, one).items);
  const items = list && resolve(document, list[1]).items;
  const own = fieldsOf(document, schema, validator).map(({ name, values }) =>
    shapeRule(operation, {
      name: `refuses.body-${name}.neighbours`,
      sentence: `It refuses each of the ${values.length} values of ${name} next to the valid ones with 400, which names the field.`,
      needs: ['dedicated'],
      run: async (context) => {
        for (const value of values) {
          const request = await good.of(operation, context);
          const body = { ...(request.body as object), [name]: value };
          const response = await context.api.call(operation.id, { ...request, body });
          response.refuses(400, 'invalid_request', { param: name });
        }
      },
    }),
  );
  return items ? [...own, itemRule(operation, fieldsOf(document, resolve(document, items), validator))] : own;
}

interface WrongField {
  readonly name: string;
  readonly values: readonly unknown[];
}

/** Creates the rule that each wrong value of an item fails alone. */
function itemRule(operation: Operation, fields: readonly WrongField[]): Rule {
  const wrong = fields.flatMap(({ name, values }) => values.map((value) => ({ name, value })));
  return shapeRule(operation, {
    name: 'refuses.item-neighbours',
    cites: 'B3',
    sentence: `Each of the ${wrong.length} values of a field of an item next to the valid ones fails alone, and names the field.`,
    needs: ['memory'],
    run: async (context: RuleContext) => {
      for (let start = 0; start < wrong.length; start += 50) {
        const part = wrong
          .slice(start, start + 50)
          .filter(({ name, value }) => name !== 'external_id' || typeof value === 'string');
        const customers = part.map(({ name, value }) => ({
          external_id: context.names.externalId(),
          email: context.names.email(),
          [name]: value,
        }));
        const body = { source: SOURCE, customers };
        const response = (await context.api.call(operation.id, { body })).is(200);
        response.has({ results: part.map(({ name }) => ({ outcome: 'failed', error: { param: name } })) });
      }
    },
  });
}

function fieldsOf(document: Document, schema: SchemaObject, validator: SchemaValidator): WrongField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const resolved = resolve(document, property);
    const values = neighbours(resolved).filter((value) => validator.errors(resolved, value).length > 0);
    return values.length > 0 ? [{ name, values }] : [];
  });
}

/** Lists values that differ from valid ones in one respect. The caller keeps those that the schema forbids. */
export function neighbours(schema: SchemaObject): unknown[] {
  const { type, format, pattern, maxLength } = schema;
  const types = [type].flat();
  const others = [
    ...(types.includes('null') ? [] : [null]),
    7,
    true,
    // The spec says that `[]` means `{}` here.
    ...(schema['x-empty-list'] ? [] : [[]]),
    ...(types.includes('object') ? ['x'] : [{}]),
  ];
  if (!types.includes('string')) return others;
  return [
    ...others,
    ...tooLong(format, pattern, maxLength),
    ...(NEAR[format ?? ''] ?? []),
    ...(pattern ? WRONG_CHARACTERS : []),
  ];
}

function tooLong(
  format: string | undefined,
  pattern: string | undefined,
  maxLength: number | undefined,
): string[] {
  const length = maxLength ?? longestRepetition(pattern ?? '');
  if (length === 0) return [];
  return [format === 'email' ? emailOfLength('a@example.com', length + 1) : 'x'.repeat(length + 1)];
}

/** Returns the largest `n` of the parts `{m,n}` of a pattern: the longest valid text, if an alternative is one such part. */
function longestRepetition(pattern: string): number {
  return Math.max(0, ...[...pattern.matchAll(/\{\d+,(\d+)\}/g)].map(([, most]) => Number(most)));
}

/** Texts next to the valid ones of a format. */
const NEAR: Readonly<Record<string, readonly string[]>> = {
  email: [
    '',
    'x',
    'a@',
    '@example.com',
    'a b@example.com',
    'a@example.com ',
    'a@@example.com',
    'å@example.com',
  ],
  'date-time': [
    '',
    '2026-01-10',
    '2026-01-10T12:00:00',
    '2026-13-10T12:00:00Z',
    '2026-02-30T12:00:00Z',
    '1767225600',
  ],
  'country-code': ['', 'ZZ', 'NOR', 'N', 'N1', ' NO'],
};

/** A reserved word, and a text with each character that patterns of names forbid. */
const WRONG_CHARACTERS = [
  '',
  ' ',
  '.',
  '..',
  'batch',
  'BATCH',
  'Batch',
  ...'+/ @:%\u0007\u0085é'.split('').map((one) => `a${one}b`),
];
