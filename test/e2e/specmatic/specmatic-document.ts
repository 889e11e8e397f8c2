import {
  type Document,
  METHODS,
  type MediaTypeObject,
  type OperationObject,
  type ParameterObject,
  type ResponseObject,
  resolve,
} from '../../../src/contract/document.ts';

/** The ids of the resources that the server under test contains. */
export interface Seeded {
  readonly customerId: string;
  readonly eventId: string;
  readonly merchantId: string;
}

/**
 * Derives a spec that Specmatic can test. Specmatic creates requests from schemas without knowing their effect, so it receives:
 *
 * - ids that exist, and an example for each operation that would otherwise request an unknown resource;
 * - a value in place of each pattern or format for which it cannot create values;
 * - no conditions, cursors and keys, because their responses depend on earlier requests;
 * - response headers without `required`, because it needs an example of each required one; other tests check them;
 * - one way to send the API key;
 * - fewer optional parameters, because it tests each combination of them.
 *
 * Statuses, media types and fields of responses do not change.
 */
export function forSpecmatic(document: Document, seeded: Seeded): Document {
  const copy = structuredClone(document) as Document;
  rewriteSchemas(copy);
  // It sends a key of its own as Bearer, beside the one in x-api-key.
  Object.assign(copy, { security: [{ apiKey: [] }] });
  for (const item of Object.values(copy.paths) as Loose[]) {
    for (const method of METHODS) {
      const operation = item[method] as OperationObject | undefined;
      if (operation) steer(copy, item, operation, seeded);
    }
    item.parameters = [];
  }
  return copy;
}

type Loose = Record<string, unknown>;

/** Parameters whose responses depend on the state, or which intentionally match no resource. */
const LEFT_OUT = [
  ...['If-Match', 'If-None-Match', 'Idempotency-Key', 'X-Request-Id', 'RevKeen-Version'],
  ...['after', 'starting_after', 'ending_before', 'invoice_id', 'subscription_id', 'order_id', 'types'],
];

function rewriteSchemas(copy: Document): void {
  // From their patterns it creates texts of one or two characters, which an earlier request may have used.
  for (const name of ['Source', 'ExternalId'])
    for (const rule of ['pattern', 'minLength', 'maxLength'])
      delete (copy.components?.schemas?.[name] as Loose | undefined)?.[rule];
  visit(copy, (node) => {
    if (UNMAKEABLE.test(String(node.pattern))) delete node.pattern;
    if (typeof node.format === 'string' && node.format in FORMATS) useOnly(node, FORMATS[node.format]);
    if (Array.isArray(node.type) && node.type.includes('null')) delete node.additionalProperties;
    // It treats a schema without additionalProperties as closed.
    if (node['x-fails-alone']) Object.assign(node.items as Loose, { additionalProperties: true });
    if ('schema' in node && !('in' in node)) delete node.required;
  });
}

/** The patterns from which Specmatic cannot create values: escapes, quotes, slashes and conditions. */
const UNMAKEABLE = /\\|"|\/|\(\?/;

/** A value of each format that Specmatic does not know. */
const FORMATS: Readonly<Record<string, unknown>> = { 'country-code': 'NO' };

function useOnly(node: Loose, value: unknown): void {
  delete node.format;
  node.enum = Array.isArray(node.type) && node.type.includes('null') ? [value, null] : [value];
}

function steer(copy: Document, item: Loose, operation: OperationObject, seeded: Seeded): void {
  const shared = (item.parameters ?? []) as NonNullable<OperationObject['parameters']>;
  const name = steeredExample(copy, operation);
  const parameters = [...shared, ...(operation.parameters ?? [])]
    .map(
      (parameter) =>
        structuredClone(resolve<ParameterObject>(copy, parameter)) as unknown as { name: string } & Loose,
    )
    .filter((parameter) => !LEFT_OUT.includes(parameter.name));
  for (const parameter of parameters) {
    delete parameter.example;
    const value = sampleFor(parameter.name, operation, seeded);
    if (value !== undefined && name) parameter.examples = { [name]: { value } };
  }
  Object.assign(operation, { parameters });
  keepExample(operation.requestBody?.content, name);
  for (const [status, response] of Object.entries(operation.responses)) {
    const own = structuredClone(resolve<ResponseObject>(copy, response)) as ResponseObject;
    keepExample(own.content, status === '200' ? name : undefined);
    (operation.responses as Loose)[status] = own;
  }
}

/** Returns the example whose request and response belong together; undefined if each request must be new. */
function steeredExample(copy: Document, { responses }: OperationObject): string | undefined {
  if (!responses['200']) return undefined;
  const { content = {} } = resolve<ResponseObject>(copy, responses['200']);
  return Object.keys(content['application/json']?.examples ?? {})[0];
}

function keepExample(content: Readonly<Record<string, MediaTypeObject>> = {}, name?: string): void {
  for (const media of Object.values(content) as { examples?: Record<string, unknown> }[]) {
    const { examples = {} } = media;
    const kept = name && (examples[name] ?? Object.values(examples)[0]);
    if (kept) media.examples = { [name]: kept };
    else delete media.examples;
  }
}

function sampleFor(
  parameter: string,
  { operationId }: OperationObject,
  { customerId, eventId, merchantId }: Seeded,
): unknown {
  if (operationId === 'getEvent' && parameter === 'id') return eventId;
  const known: Loose = {
    customerId,
    id: customerId,
    source: 'practicehub',
    externalId: 'PAT-12345',
    merchantId,
    resourceType: 'customers',
  };
  return known[parameter];
}

function visit(node: unknown, change: (node: Loose) => void): void {
  if (Array.isArray(node)) for (const inner of node) visit(inner, change);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  change(node as Loose);
  for (const [key, inner] of Object.entries(node)) {
    if (key !== 'example' && key !== 'examples') visit(inner, change);
  }
}
