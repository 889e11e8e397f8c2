import { type Document, type ResponseObject, resolve } from '../document.ts';
import type { Operation } from '../operations.ts';
import { SchemaValidator } from '../schema-validator.ts';

/** An answer as it went over the wire. */
export interface Answered {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** One way in which an answer breaks the spec, in words. */
export type Violation = string;

/** Holds answers against the spec: status, headers, content type and body. */
export class AnswerJudge {
  readonly #document: Document;
  readonly #bodies: SchemaValidator;
  readonly #headers: SchemaValidator;
  readonly #anyProblem: ResponseObject;

  constructor(document: Document) {
    this.#document = document;
    this.#bodies = new SchemaValidator(document);
    this.#headers = new SchemaValidator(document, { coerce: true });
    this.#anyProblem = document.components.responses?.Unexpected as ResponseObject;
  }

  /** @param operation undefined when the request did not come as far as an operation. */
  judge(operation: Operation | undefined, answer: Answered): Violation[] {
    const described = this.#describe(operation, answer.status);
    if (!described)
      return [`status ${answer.status} is not declared for ${operation?.id ?? 'an unknown path'}`];
    return [...this.#judgeHeaders(described, answer), ...this.#judgeBody(described, answer)];
  }

  /** `default` stands for refusals; a success must be declared by its own status. */
  #describe(operation: Operation | undefined, status: number): ResponseObject | undefined {
    const isRefusal = status >= 400;
    if (!operation) return isRefusal ? this.#anyProblem : undefined;
    return operation.responses[status] ?? (isRefusal ? operation.responses.default : undefined);
  }

  #judgeHeaders(described: ResponseObject, { headers }: Answered): Violation[] {
    return Object.entries(described.headers ?? {}).flatMap(([name, declared]) => {
      const value = headers[name.toLowerCase()];
      const { required, schema } = resolve(this.#document, declared);
      if (value === undefined) return required ? [`header ${name} is missing`] : [];
      return this.#headers.errors(schema, value).map((error) => `header ${name} ${error.message}`);
    });
  }

  #judgeBody(described: ResponseObject, { headers, body }: Answered): Violation[] {
    const [declared] = Object.entries(described.content ?? {});
    if (!declared) return body === '' ? [] : ['a body where none is declared'];
    const [mediaType, { schema }] = declared;
    const sent = headers['content-type']?.split(';')[0]?.trim();
    if (sent !== mediaType) return [`content type is ${sent ?? 'missing'}, not ${mediaType}`];
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return ['the body is not JSON'];
    }
    return this.#bodies.errors(schema, value).map((error) => {
      const extra = error.params.additionalProperty ?? error.params.allowedValues ?? '';
      return `body${error.instancePath} ${error.message}${extra === '' ? '' : `: ${extra}`}`;
    });
  }
}
