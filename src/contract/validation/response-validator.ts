import type { ErrorObject } from 'ajv';
import type { Document } from '../document.ts';
import { type DeclaredResponse, type Operation, readResponse, responseFor } from '../operations.ts';
import { SchemaValidator } from '../schema-validator.ts';
import { mediaTypeOf } from './media-type.ts';

/** A response as it went over the wire. */
export interface ObservedResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** One way in which a request or a response breaks the spec, as a sentence. */
export type Violation = string;

/** Validates responses against the spec: status, headers, content type and body. */
export class ResponseValidator {
  readonly #bodies: SchemaValidator;
  readonly #headers: SchemaValidator;
  readonly #anyProblem: DeclaredResponse;

  constructor(document: Document) {
    this.#bodies = SchemaValidator.of(document);
    this.#headers = SchemaValidator.of(document, { coerce: true });
    this.#anyProblem = readResponse(document, { $ref: '#/components/responses/Unexpected' });
  }

  /** @param operation undefined if the request reached no operation. */
  validate(operation: Operation | undefined, response: ObservedResponse): Violation[] {
    const declared = this.#declared(operation, response.status);
    if (!declared)
      return [`status ${response.status} is not declared for ${operation?.id ?? 'an unknown path'}`];
    return [...this.#headerViolations(declared, response), ...this.#bodyViolations(declared, response)];
  }

  #declared(operation: Operation | undefined, status: number): DeclaredResponse | undefined {
    if (operation) return responseFor(operation, status);
    return status >= 400 ? this.#anyProblem : undefined;
  }

  #headerViolations(declared: DeclaredResponse, { headers }: ObservedResponse): Violation[] {
    return Object.entries(declared.headers).flatMap(([name, { required, schema }]) => {
      const value = headers[name.toLowerCase()];
      if (value === undefined) return required ? [`header ${name} is missing`] : [];
      return this.#headers.errors(schema, value).map((error) => `header ${name} ${explain(error)}`);
    });
  }

  #bodyViolations({ content }: DeclaredResponse, { headers, body }: ObservedResponse): Violation[] {
    if (!content) return body === '' ? [] : ['a body where none is declared'];
    const sent = mediaTypeOf(headers['content-type']);
    if (sent !== content.mediaType) return [`content type is ${sent ?? 'missing'}, not ${content.mediaType}`];
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return ['the body is not JSON'];
    }
    return this.#bodies
      .errors(content.schema, value)
      .map((error) => `body${error.instancePath} ${explain(error)}`);
  }
}

/** Says what is wrong, with the name of an undeclared property or with the values that are allowed. */
function explain({ message = '', params }: ErrorObject): string {
  const extra = params.additionalProperty ?? params.allowedValues ?? '';
  return `${message}${extra === '' ? '' : `: ${extra}`}`;
}
