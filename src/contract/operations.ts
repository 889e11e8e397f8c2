import type { operations } from '../../generated/openapi.d.ts';
import {
  type BodyLimit,
  type Document,
  METHODS,
  type Method,
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
  readonly method: Method;
  /** The template, `/v2/customers/{id}`; what logs and metrics call the route. */
  readonly path: string;
  readonly scope: string;
  readonly parameters: readonly Parameter[];
  readonly body?: RequestBody;
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

export type Parameter = ParameterObject & { readonly schema: SchemaObject };

export interface RequestBody {
  readonly mediaType: string;
  readonly limit: BodyLimit;
  readonly schema: SchemaObject;
  /** The schema as the document has it, for a validator that follows references itself. */
  readonly rawSchema: Referable<SchemaObject>;
}

/** Every operation of the document, in its order. */
export function readOperations(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const described = item[method];
      if (!described) return [];
      const body = readBody(document, described.requestBody, described['x-body-limit']);
      return {
        id: described.operationId as OperationId,
        method,
        path,
        scope: described['x-scope'],
        parameters: [...(item.parameters ?? []), ...(described.parameters ?? [])].map((parameter) => {
          const resolved = resolve(document, parameter);
          return { ...resolved, schema: resolve(document, resolved.schema) };
        }),
        ...(body && { body }),
        responses: Object.fromEntries(
          Object.entries(described.responses).map(([status, response]) => [
            status,
            resolve(document, response),
          ]),
        ),
      };
    }),
  );
}

function readBody(
  document: Document,
  body: { readonly content: Record<string, { schema: Referable<SchemaObject> }> } | undefined,
  limit: BodyLimit | undefined,
): RequestBody | undefined {
  const [first] = Object.entries(body?.content ?? {});
  if (!first || !limit) return undefined;
  const [mediaType, { schema }] = first;
  return { mediaType, limit, schema: resolve(document, schema), rawSchema: schema };
}
