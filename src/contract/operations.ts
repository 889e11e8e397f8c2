import type { operations } from '../../generated/openapi.d.ts';
import {
  type BodyLimit,
  type Document,
  type HttpMethod,
  METHODS,
  type MediaTypeObject,
  type ParameterObject,
  type PathItem,
  type Referable,
  type ResponseObject,
  resolve,
  type SchemaObject,
} from './document.ts';
import type { MaxItems } from './lists.ts';

export type OperationId = keyof operations;

/** An operation of the spec with its references resolved. */
export interface Operation {
  readonly id: OperationId;
  readonly method: HttpMethod;
  /** The template, `/v2/customers/{id}`; logs and metrics name it as the route. */
  readonly path: string;
  /** One line. */
  readonly summary: string;
  /** Markdown. */
  readonly description: string;
  /** The heading of its group. */
  readonly tag: string;
  readonly scope: string;
  readonly parameters: readonly Parameter[];
  readonly body?: DeclaredContent & {
    readonly limit: BodyLimit;
    /** The name of the list whose items fail alone. */
    readonly failsAlone?: string;
    readonly maxItems: MaxItems;
  };
  /** By status; `default` is for each refusal whose status is not declared. */
  readonly responses: Readonly<Record<string, DeclaredResponse>>;
}

export type Parameter = ParameterObject & { readonly schema: SchemaObject };

export interface DeclaredContent {
  readonly mediaType: string;
  /** The references in it lead into the document. */
  readonly schema: SchemaObject;
  /** Values by name. */
  readonly examples: Readonly<Record<string, unknown>>;
}

export interface DeclaredResponse {
  /** Markdown. */
  readonly description: string;
  readonly headers: Readonly<Record<string, DeclaredHeader>>;
  /** Undefined for a response without a body. */
  readonly content?: DeclaredContent;
}

export interface DeclaredHeader {
  readonly required: boolean;
  /** The names of the examples whose responses have this header, for a header that is not required. */
  readonly comesWith: readonly string[];
  readonly schema: SchemaObject;
  readonly example: unknown;
}

/** Returns the response that an operation declares for a status; `default` declares refusals only. */
export function responseFor({ responses }: Operation, status: number): DeclaredResponse | undefined {
  return responses[status] ?? (status >= 400 ? responses.default : undefined);
}

/** Lists the operations of the document, in its order. */
export function readOperations(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methodsOf(item).flatMap((method) => {
      const described = item[method];
      if (!described) return [];
      const { operationId, requestBody, responses, summary = '', description = '', tags = [] } = described;
      const content = readContent(document, requestBody?.content);
      const limit = described['x-body-limit'];
      return {
        id: operationId as OperationId,
        method,
        path,
        summary,
        description,
        tag: tags[0] ?? '',
        scope: described['x-scope'],
        parameters: [...(item.parameters ?? []), ...(described.parameters ?? [])].map((parameter) => {
          const resolved = resolve(document, parameter);
          return { ...resolved, schema: resolve(document, resolved.schema) };
        }),
        ...(content && limit && { body: { ...content, limit, ...listsOf(document, content.schema) } }),
        responses: mapValues(responses, (response) => readResponse(document, response)),
      };
    }),
  );
}

/** Returns the methods of a path, in the order of the document. */
export function methodsOf(item: PathItem): HttpMethod[] {
  const names = Object.keys(item);
  return METHODS.filter((method) => names.includes(method)).sort(
    (one, other) => names.indexOf(one) - names.indexOf(other),
  );
}

/** Reads a response and resolves its references. */
export function readResponse(document: Document, response: Referable<ResponseObject>): DeclaredResponse {
  const { description = '', headers = {}, content } = resolve(document, response);
  const read = readContent(document, content);
  return {
    description,
    headers: mapValues(headers, (header) => {
      const {
        required = false,
        'x-comes-with': comesWith = [],
        schema: node,
        example,
      } = resolve(document, header);
      const schema = resolve(document, node);
      return { required, comesWith, schema, example: example ?? schema.examples?.[0] };
    }),
    ...(read && { content: read }),
  };
}

/** Reads the content of a body. Each body of this spec has one media type. */
function readContent(
  document: Document,
  content: Readonly<Record<string, MediaTypeObject>> = {},
): DeclaredContent | undefined {
  const [only] = Object.entries(content);
  if (!only) return undefined;
  const [mediaType, { schema, examples = {} }] = only;
  return {
    mediaType,
    schema: resolve(document, schema),
    examples: mapValues(examples, (example) => resolve(document, example).value),
  };
}

/** Reads what a body's schema says about the lists in it. */
function listsOf(
  document: Document,
  { properties = {} }: SchemaObject,
): Pick<NonNullable<Operation['body']>, 'failsAlone' | 'maxItems'> {
  const schemas = Object.entries(properties).map(([name, node]) => [name, resolve(document, node)] as const);
  const failsAlone = schemas.find(([, schema]) => schema['x-fails-alone'])?.[0];
  const counted = schemas.flatMap(([name, { maxItems }]) =>
    maxItems === undefined ? [] : [[name, maxItems] as const],
  );
  return { ...(failsAlone !== undefined && { failsAlone }), maxItems: Object.fromEntries(counted) };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
