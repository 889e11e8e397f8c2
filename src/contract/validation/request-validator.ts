import type { Document, SchemaObject } from '../document.ts';
import { reasonFor } from '../field-reasons.ts';
import type { Operation } from '../operations.ts';
import type { PathParams } from '../router.ts';
import { SchemaValidator } from '../schema-validator.ts';
import type { Violation } from './response-validator.ts';

/** A request as it went over the wire. */
export interface ObservedRequest {
  readonly params: PathParams;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** Holds requests against the spec: parameters, content type and body. */
export class RequestValidator {
  readonly #document: Document;
  readonly #bodies: SchemaValidator;
  readonly #texts: SchemaValidator;

  constructor(document: Document) {
    this.#document = document;
    this.#bodies = new SchemaValidator(document);
    this.#texts = new SchemaValidator(document, { coerce: true });
  }

  validate(operation: Operation, asked: ObservedRequest): Violation[] {
    return [
      ...this.#judgeKey(asked),
      ...operation.parameters.flatMap((parameter) => {
        const value = sentValue(parameter, asked);
        if (value === undefined) return [];
        return this.#reasons(parameter.schema, value, `${parameter.in} ${parameter.name}`, this.#texts);
      }),
      ...unknownQuery(operation, asked),
      ...this.#judgeBody(operation, asked),
    ];
  }

  #judgeKey({ headers }: ObservedRequest): Violation[] {
    return headers['x-api-key'] ? [] : ['header x-api-key is missing'];
  }

  #judgeBody({ body: declared }: Operation, { headers, body }: ObservedRequest): Violation[] {
    if (!declared) return [];
    const sent = headers['content-type']?.split(';')[0]?.trim();
    if (sent !== declared.mediaType)
      return [`content type is ${sent ?? 'missing'}, not ${declared.mediaType}`];
    try {
      return this.#reasons(declared.schema, JSON.parse(body), 'body', this.#bodies);
    } catch {
      return ['the body is not JSON'];
    }
  }

  #reasons(schema: SchemaObject, value: unknown, place: string, validator: SchemaValidator): Violation[] {
    return validator.errors(schema, value).map(({ instancePath, keyword, message = '', params }) => {
      const inner = params.missingProperty ?? params.additionalProperty;
      const path = [...instancePath.split('/').slice(1), ...(inner === undefined ? [] : [inner])];
      const named = [place, ...path].join('.');
      return `${named} ${reasonFor(this.#document, schema, { path, keyword, message })}`;
    });
  }
}

function sentValue(
  { in: place, name }: Operation['parameters'][number],
  { params, query, headers }: ObservedRequest,
) {
  if (place === 'path') return params[name];
  return place === 'query' ? (query.get(name) ?? undefined) : headers[name.toLowerCase()];
}

function unknownQuery({ parameters }: Operation, { query }: ObservedRequest): Violation[] {
  const known = new Set(parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name));
  const unknown = [...new Set(query.keys())].filter((name) => !known.has(name));
  return unknown.map((name) => `query ${shownName(name)} is not a parameter of this operation`);
}

/** What does not look like the name of a parameter may be anybody's data. */
function shownName(name: string): string {
  return /^[\w-]{1,40}$/.test(name) ? name : '(a name that is not shown)';
}
