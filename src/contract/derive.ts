import type { Document, OperationObject, SchemaObject } from './document.ts';
import { METHODS, resolve } from './document.ts';

/** Which spelling of a name of several words the plain customer answers carry. */
export type Casing = 'camel' | 'snake' | 'both';

/** The document in which a request body may hold only fields that it names. */
export function closeRequests(document: Document): Document {
  const closed = structuredClone(document) as Document;
  for (const operation of operationsOf(closed)) {
    for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
      const body = resolve(closed, schema) as Writable<SchemaObject>;
      body.additionalProperties = false;
      for (const property of Object.values(body.properties ?? {})) {
        const { items } = resolve(closed, property);
        if (items) (resolve(closed, items) as Writable<SchemaObject>).additionalProperties = false;
      }
    }
  }
  return closed;
}

/** The document in which a list whose items fail alone asks no more of an item than what names it. */
export function loosenItems(document: Document): Document {
  const loose = structuredClone(document) as Document;
  for (const operation of operationsOf(loose)) {
    for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
      for (const property of Object.values(resolve(loose, schema).properties ?? {})) {
        const list = resolve(loose, property) as Writable<SchemaObject>;
        const names = list['x-fails-alone'];
        if (!names) continue;
        const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
        list.items = { type: 'object', required: names, properties };
      }
    }
  }
  return loose;
}

/** The document whose plain customer answers carry one spelling only, so that what we say is what we do. */
export function chooseCasing(document: Document, casing: Casing): Document {
  if (casing === 'both') return document;
  const chosen = structuredClone(document) as Document;
  const customer = resolve<SchemaObject>(chosen, { $ref: '#/components/schemas/Customer' });
  const names = Object.keys(customer.properties ?? {});
  const dropped = new Set(
    names.filter((name) => isTwinOf(casing === 'camel' ? 'snake' : 'camel', name, names)),
  );
  const writable = customer as Writable<SchemaObject>;
  writable.properties = Object.fromEntries(
    Object.entries(customer.properties ?? {}).filter(([name]) => !dropped.has(name)),
  );
  writable.required = customer.required?.filter((name) => !dropped.has(name)) ?? [];
  const components = chosen.components as Writable<Document['components']>;
  components.examples = withoutTwins(chosen.components.examples, dropped) as Record<string, unknown>;
  components.schemas = usedSchemas(chosen);
  return chosen;
}

/** The schemas that something still refers to. */
function usedSchemas(document: Document): Record<string, unknown> {
  const text = JSON.stringify(document);
  return Object.fromEntries(
    Object.entries(document.components.schemas ?? {}).filter(([name]) =>
      text.includes(`"#/components/schemas/${name}"`),
    ),
  );
}

/** An object is a customer in both spellings when it has both of the name that every customer has. */
function withoutTwins(value: unknown, dropped: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutTwins(item, dropped));
  if (typeof value !== 'object' || value === null) return value;
  const hasTwins = 'merchantId' in value && 'merchant_id' in value;
  const entries = Object.entries(value).filter(([name]) => !(hasTwins && dropped.has(name)));
  return Object.fromEntries(entries.map(([name, inner]) => [name, withoutTwins(inner, dropped)]));
}

/** `address_line1` for `addressLine1`; a name of one word stays. */
export function toSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `addressLine1` for `address_line1`; a name of one word stays. */
export function toCamel(name: string): string {
  if (!name.includes('_')) return name;
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function isTwinOf(casing: 'camel' | 'snake', name: string, names: readonly string[]): boolean {
  const other = casing === 'snake' ? toCamel(name) : toSnake(name);
  return other !== name && names.includes(other);
}

function operationsOf(document: Document): OperationObject[] {
  return Object.values(document.paths).flatMap((item) => METHODS.flatMap((method) => item[method] ?? []));
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
