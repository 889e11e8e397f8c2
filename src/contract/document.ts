/** The parts of an OpenAPI 3.1 document that this program reads; the linter checks the others. */
export interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly servers: readonly { readonly url: string; readonly description?: string }[];
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

/** An example in one language of a call to an operation. Other viewers of OpenAPI also read `x-codeSamples`. */
export interface CodeSample {
  readonly lang: string;
  readonly label: string;
  readonly source: string;
}

/** The limits of a request body: its size in bytes, its levels of nested objects and arrays, and its number of values. */
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
  /** Reserved characters may be sent unencoded. Only `+` then has another meaning: it is not a space. */
  readonly allowReserved?: boolean;
  /** Operations that do not declare this header ignore it. */
  readonly 'x-ignored-elsewhere'?: boolean;
  /** If the parameter is true, the server stores nothing of the request. */
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
  /** The names of the examples whose responses have this header, for a header that is not required. */
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
  readonly examples?: readonly unknown[];
  readonly oneOf?: readonly Referable<SchemaObject>[];
  readonly anyOf?: readonly Referable<SchemaObject>[];
  /** The largest value; the server reads a larger one as this. */
  readonly 'x-clamp'?: number;
  /** The value ignores case. A UUID ignores it by its format. */
  readonly 'x-folded'?: boolean;
  /** An invalid item of this list fails alone. The list itself is invalid only if an item lacks one of these texts. */
  readonly 'x-fails-alone'?: readonly string[];
  /** An empty list is read as an empty object. */
  readonly 'x-empty-list'?: boolean;
  /** A description of valid values for error messages, where a pattern does not explain itself. */
  readonly 'x-hint'?: string;
}

export type Referable<T> = T | { readonly $ref: string };

/** Follows `$ref` to the part of the document that it refers to. */
export function resolve<T>(document: Document, node: Referable<T>): T {
  let target: unknown = node;
  while (typeof target === 'object' && target !== null && '$ref' in target) {
    target = at(document, (target as { $ref: string }).$ref);
  }
  return target as T;
}

/**
 * Copies a part of the document and replaces each reference in it by its target.
 *
 * @throws RangeError if a part refers to itself.
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
