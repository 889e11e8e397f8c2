import type { Document, OperationObject, SchemaObject } from './document.ts';
import { METHODS, resolve } from './document.ts';
import { toCamel, toSnake } from './field-names.ts';

/** The spelling that names of several words have in the customers of POST, GET, PATCH and list responses. */
export type Casing = 'camel' | 'snake' | 'both';

/** Derives the document in which request bodies may contain declared fields only. */
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

/** Derives the document in which an item of a list with `x-fails-alone` needs only the texts that identify it. */
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

/** Derives the document in which customers have one spelling only, so that the spec describes what the server sends. */
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

/** Returns the schemas that the document still refers to. */
function usedSchemas(document: Document): Record<string, unknown> {
  const text = JSON.stringify(document);
  return Object.fromEntries(
    Object.entries(document.components.schemas ?? {}).filter(([name]) =>
      text.includes(`"#/components/schemas/${name}"`),
    ),
  );
}

/** Removes the dropped names from customers. An object that has merchantId in both spellings is a customer. */
function withoutTwins(value: unknown, dropped: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutTwins(item, dropped));
  if (typeof value !== 'object' || value === null) return value;
  const hasTwins = 'merchantId' in value && 'merchant_id' in value;
  const entries = Object.entries(value).filter(([name]) => !(hasTwins && dropped.has(name)));
  return Object.fromEntries(entries.map(([name, inner]) => [name, withoutTwins(inner, dropped)]));
}

function isTwinOf(casing: 'camel' | 'snake', name: string, names: readonly string[]): boolean {
  const other = casing === 'snake' ? toCamel(name) : toSnake(name);
  return other !== name && names.includes(other);
}

function operationsOf(document: Document): OperationObject[] {
  return Object.values(document.paths).flatMap((item) => METHODS.flatMap((method) => item[method] ?? []));
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
