/** As much of OpenAPI 3.1 as this program reads; the linter has checked the rest. */
export interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export type HttpMethod = 'get' | 'put' | 'post' | 'patch' | 'delete';

export const METHODS: readonly HttpMethod[] = ['get', 'put', 'post', 'patch', 'delete'];

export type PathItem = { readonly parameters?: readonly Referable<ParameterObject>[] } & {
  readonly [M in HttpMethod]?: OperationObject;
};

export interface OperationObject {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly 'x-scope': string;
  readonly 'x-body-limit'?: BodyLimit;
  readonly 'x-codeSamples'?: readonly CodeSample[];
  readonly parameters?: readonly Referable<ParameterObject>[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaTypeObject>> };
  readonly responses: Readonly<Record<string, Referable<ResponseObject>>>;
}

/** How to call an operation in one language; a field that other viewers of specs know too. */
export interface CodeSample {
  readonly lang: string;
  readonly label: string;
  readonly source: string;
}

/** How much an operation reads: bytes of body, how many objects and arrays inside one another, and values in all. */
export interface BodyLimit {
  readonly bytes: number;
  readonly levels: number;
  readonly values: number;
}

export interface ParameterObject {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly allowEmptyValue?: boolean;
  /** Characters with a meaning in a URL may come unencoded; of them, only `+` would read differently. */
  readonly allowReserved?: boolean;
  /** A header that may be sent where it is not declared, and changes nothing there. */
  readonly 'x-ignored-elsewhere'?: boolean;
  /** When it is true, nothing of the request may stay. */
  readonly 'x-trial'?: boolean;
  readonly schema: Referable<SchemaObject>;
}

export interface ResponseObject {
  readonly description?: string;
  readonly headers?: Readonly<Record<string, Referable<HeaderObject>>>;
  readonly content?: Readonly<Record<string, MediaTypeObject>>;
}

export interface HeaderObject {
  readonly description?: string;
  readonly required?: boolean;
  /** The names of the examples that it is a part of, for one that is not always there. */
  readonly 'x-comes-with'?: readonly string[];
  readonly schema: Referable<SchemaObject>;
  readonly example?: unknown;
}

export interface MediaTypeObject {
  readonly schema: Referable<SchemaObject>;
  readonly examples?: Readonly<Record<string, Referable<{ readonly value: unknown }>>>;
}

export interface SchemaObject {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Referable<SchemaObject>>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Referable<SchemaObject>;
  readonly items?: Referable<SchemaObject>;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Referable<SchemaObject>[];
  readonly anyOf?: readonly Referable<SchemaObject>[];
  /** The most that a value counts as; a larger one is read as this. */
  readonly 'x-clamp'?: number;
  /** Case does not tell two values apart; a UUID is so by its format. */
  readonly 'x-folded'?: boolean;
  /** Items that break their schema fail alone; the whole asks only for these texts in them. */
  readonly 'x-fails-alone'?: readonly string[];
  /** What is asked for, in words, where a pattern would not say it. */
  readonly 'x-hint'?: string;
}

export type Referable<T> = T | { readonly $ref: string };

/** Follows `$ref` until there is none. */
export function resolve<T>(document: Document, node: Referable<T>): T {
  let target: unknown = node;
  while (typeof target === 'object' && target !== null && '$ref' in target) {
    target = at(document, (target as { $ref: string }).$ref);
  }
  return target as T;
}

/**
 * A part of the document with all that it refers to written out in it.
 *
 * @throws RangeError when something in it refers to itself.
 */
export function writeOut<T>(document: Document, part: T): T {
  const target: unknown = resolve(document, part as Referable<unknown>);
  if (Array.isArray(target)) return target.map((item) => writeOut(document, item)) as T;
  if (typeof target !== 'object' || target === null) return target as T;
  return Object.fromEntries(
    Object.entries(target).map(([name, inner]) => [name, writeOut(document, inner)]),
  ) as T;
}

function at(document: Document, pointer: string): unknown {
  return pointer
    .slice('#/'.length)
    .split('/')
    .reduce<unknown>((node, name) => (node as Record<string, unknown>)[unescapePointer(name)], document);
}

/** RFC 6901. */
function unescapePointer(name: string): string {
  return decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~');
}
