import type { operations } from '../../generated/openapi.d.ts';
import {
  type BodyLimit,
  type Document,
  type HttpMethod,
  METHODS,
  type MediaTypeObject,
  type ParameterObject,
  type Referable,
  type ResponseObject,
  resolve,
  type SchemaObject,
} from './document.ts';

export type OperationId = keyof operations;

/** An operation as the pipeline needs it, with every `$ref` on the way followed. */
export interface Operation {
  readonly id: OperationId;
  readonly method: HttpMethod;
  /** The template, `/v2/customers/{id}`; what logs and metrics call the route. */
  readonly path: string;
  /** One line. */
  readonly summary: string;
  /** Markdown. */
  readonly description: string;
  /** The heading it stands under. */
  readonly tag: string;
  readonly scope: string;
  readonly parameters: readonly Parameter[];
  readonly body?: DeclaredContent & { readonly limit: BodyLimit };
  /** By status, and `default` for every refusal that has none of its own. */
  readonly responses: Readonly<Record<string, DeclaredResponse>>;
}

export type Parameter = ParameterObject & { readonly schema: SchemaObject };

export interface DeclaredContent {
  readonly mediaType: string;
  /** Its inner references are the document's. */
  readonly schema: SchemaObject;
  /** Values by name. */
  readonly examples: Readonly<Record<string, unknown>>;
}

export interface DeclaredResponse {
  /** Markdown. */
  readonly description: string;
  readonly headers: Readonly<Record<string, DeclaredHeader>>;
  /** Left out when there is no body. */
  readonly content?: DeclaredContent;
}

export interface DeclaredHeader {
  readonly required: boolean;
  /** The names of the examples beside which it stands, where it is not required. */
  readonly comesWith: readonly string[];
  readonly schema: SchemaObject;
  readonly example: unknown;
}

/** What an operation declares for a status; `default` stands for refusals only. */
export function responseFor({ responses }: Operation, status: number): DeclaredResponse | undefined {
  return responses[status] ?? (status >= 400 ? responses.default : undefined);
}

/** Every operation of the document, in its order. */
export function readOperations(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
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
        ...(content && limit && { body: { ...content, limit } }),
        responses: mapValues(responses, (response) => readResponse(document, response)),
      };
    }),
  );
}

/** A response with every `$ref` on the way followed. */
export function readResponse(document: Document, response: Referable<ResponseObject>): DeclaredResponse {
  const { description = '', headers = {}, content } = resolve(document, response);
  const read = readContent(document, content);
  return {
    description,
    headers: mapValues(headers, (header) => {
      const { required = false, 'x-comes-with': comesWith = [], schema, example } = resolve(document, header);
      return { required, comesWith, schema: resolve(document, schema), example };
    }),
    ...(read && { content: read }),
  };
}

/** The one media type that a body has here. */
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

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
