import { type Document, resolve, type SchemaObject } from '../../src/contract/document.ts';
import type { Operation, Parameter } from '../../src/contract/operations.ts';

/** A request to one operation. Path values are decoded; the query is percent-encoded. */
export interface MutableRequest {
  readonly name: string;
  readonly path: Readonly<Record<string, string>>;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Headers whose errors are reported before the server validates the other parameters. */
const CHECKED_EARLIER: ReadonlySet<string> = new Set(['RevKeen-Version', 'X-Request-Id']);

/** Lists the requests of every example of an operation, and systematic mutations of them. */
export function requestsFor(document: Document, operation: Operation): MutableRequest[] {
  const path = Object.fromEntries(
    parametersIn(operation, 'path').map(({ name, example }) => [name, String(example)]),
  );
  const base = { path, query: '', headers: {} };
  const examples = Object.entries(operation.body?.examples ?? { '': undefined });
  const good = examples.map(([name, body]) => ({ ...base, name: `example ${name}`, body }));
  const [first] = good;
  if (!first) throw new Error(`${operation.id} has no example.`);
  return [
    ...good,
    ...parametersIn(operation, 'path').flatMap((parameter) => pathMutations(first, parameter)),
    ...parametersIn(operation, 'query').flatMap((parameter) => queryMutations(first, parameter)),
    ...['?', 'nonsense=1', '=1', 'limit', '%zz', 'a=%zz'].map((query) =>
      named(first, 'query', query, { query }),
    ),
    ...parametersIn(operation, 'header').flatMap((parameter) => headerMutations(first, parameter)),
    ...['If-Match', 'If-None-Match', 'Idempotency-Key'].map((name) =>
      named(first, 'header', name, { headers: { [name]: '*' } }),
    ),
    ...bodyMutations(document, operation, first),
  ];
}

function parametersIn({ parameters }: Operation, place: Parameter['in']): Parameter[] {
  return parameters.filter((parameter) => parameter.in === place && !CHECKED_EARLIER.has(parameter.name));
}

function pathMutations(good: MutableRequest, { name, schema }: Parameter): MutableRequest[] {
  return ['', ' ', '.', '..', 'batch', 'a b', 'å', '\u0007', '%', '0', ...tooLong(schema)].map((text) =>
    named(good, `path ${name}`, text, { path: { ...good.path, [name]: text } }),
  );
}

function queryMutations(good: MutableRequest, { name, schema, example }: Parameter): MutableRequest[] {
  const texts = ['', '0', '-1', '1.5', '1e400', 'true', 'x', 'a@example.com', '2026-02-30T00:00:00Z', 'null'];
  const values = [...texts, ' ', '\0', 'a,b', ...tooLong(schema), ...(example ? [String(example)] : [])];
  const pairs = values.map((text) => `${name}=${encodeURIComponent(text)}`);
  return [...pairs, name, `${name}=1&${name}=1`, `${name}=%ff`, `${name}=a+b`].map((query) =>
    named(good, 'query', query, { query }),
  );
}

function headerMutations(good: MutableRequest, { name, schema, example }: Parameter): MutableRequest[] {
  const texts = [
    '',
    '*',
    '"1"',
    'x',
    'a b',
    '"a", W/"b"',
    ...tooLong(schema),
    ...(example ? [String(example)] : []),
  ];
  return texts.map((text) => named(good, `header ${name}`, text, { headers: { [name]: text } }));
}

/** Values of each JSON type, and texts that break common formats. */
const WRONG_VALUES = [
  ...[null, 7, true, '', 'ZZ', 'å@b', '2026-02-30T00:00:00Z'],
  ...[[null], { 'a/b~': { c: 1 } }],
];

function bodyMutations(document: Document, operation: Operation, good: MutableRequest): MutableRequest[] {
  const schema = operation.body?.schema;
  if (!schema) return [];
  const wholes = [null, 7, 'x', [], {}].map((body) => named(good, 'body', body, { body }));
  return [
    ...wholes,
    ...mutationsOf(document, schema, good.body).map((body) => named(good, 'body', body, { body })),
  ];
}

/** Mutates each field of a value, and of the first item of each list in it. */
function mutationsOf(document: Document, schema: SchemaObject, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Readonly<Record<string, unknown>>;
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const { [name]: sent, ...rest } = object;
    const described = resolve(document, property);
    const values = [...WRONG_VALUES, ...tooLong(described), ...tooMany(described, sent)];
    const items = described.items && resolve(document, described.items);
    const inner =
      items && Array.isArray(sent)
        ? mutationsOf(document, items, sent[0]).map((item) => [item, ...sent.slice(1)])
        : [];
    return [rest, ...[...values, ...inner].map((wrong) => ({ ...object, [name]: wrong }))];
  });
  const extras = ['nonsense', 'a/b', 'a~1b', 'a.b', ''].map((name) => ({ ...object, [name]: 1 }));
  return [...fields, ...extras];
}

function tooLong({ maxLength }: SchemaObject): string[] {
  return maxLength === undefined ? [] : ['x'.repeat(maxLength + 1)];
}

function tooMany({ maxItems }: SchemaObject, sent: unknown): unknown[] {
  return maxItems === undefined || !Array.isArray(sent) ? [] : [Array(maxItems + 1).fill(sent[0])];
}

function named(
  request: MutableRequest,
  place: string,
  value: unknown,
  change: Partial<MutableRequest>,
): MutableRequest {
  return { ...request, ...change, name: `${request.name}: ${place} ${JSON.stringify(value)?.slice(0, 300)}` };
}
