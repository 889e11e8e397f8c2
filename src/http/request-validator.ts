import type { RequestHandler, Response } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import { reasonFor } from '../contract/field-reasons.ts';
import { OWN_FORMATS } from '../contract/formats.ts';
import type { Contract } from '../contract/load.ts';
import type { Operation } from '../contract/operations.ts';
import type { PathParams } from '../contract/router.ts';
import { addReason, type FieldErrors } from '../domain/problem.ts';

/** What express-openapi-validator throws. */
interface ValidatorError {
  readonly status?: number;
  readonly errors?: readonly ValidatorFinding[];
}

interface ValidatorFinding {
  /** `/body/email`, `/query/limit`, `/params/source` or `/headers/revkeen-version`. */
  readonly path: string;
  readonly message: string;
  /** `maxLength.openapi.validation`. */
  readonly errorCode?: string;
}

/** A request as a value: the validator sees nothing else of it. */
export interface CheckedRequest {
  readonly params: PathParams;
  /** Texts by the names of known parameters. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface Verdict {
  /** The query with defaults filled in and texts turned into numbers. */
  readonly query: Readonly<Record<string, unknown>>;
  /** What is wrong; empty when nothing is. */
  readonly fields: FieldErrors;
}

/**
 * express-openapi-validator, fenced in: it judges parameters and body, fills in defaults and turns query texts into
 * numbers. Security, routing and answers are judged elsewhere. It is shown a request of our making, because it
 * matches paths and methods in its own way and keeps a compiled schema for every content type that it meets.
 */
export class RequestValidator {
  readonly #contract: Contract;
  readonly #steps: readonly RequestHandler[];

  constructor(contract: Contract) {
    this.#contract = contract;
    this.#steps = OpenApiValidator.middleware({
      // It changes the document it is given.
      apiSpec: structuredClone(contract.judging) as never,
      $refParser: { mode: 'dereference' },
      validateApiSpec: false,
      validateRequests: { allErrors: true },
      validateSecurity: false,
      validateResponses: false,
      fileUploader: false,
      useRequestUrl: true,
      ajvFormats: { mode: 'full' },
      formats: Object.fromEntries(
        Object.entries(OWN_FORMATS).map(([name, validate]) => [name, { type: 'string', validate }]),
      ),
    });
  }

  async check(operation: Operation, { params, query, headers, body }: CheckedRequest): Promise<Verdict> {
    const path = fillIn(operation.path, params);
    const request = {
      app: { enabled: () => true, param: () => {} },
      method: operation.method.toUpperCase(),
      baseUrl: '',
      path,
      url: path,
      originalUrl: path,
      params: {},
      query: { ...query },
      headers: { ...headers, 'content-type': operation.body?.mediaType },
      body,
    };
    for (const step of this.#steps) {
      const error = await new Promise<unknown>((resolve) => step(request as never, {} as Response, resolve));
      if (error) return { query: {}, fields: this.#explainAll(operation, error as ValidatorError) };
    }
    return { query: request.query, fields: {} };
  }

  /**
   * Compiles the validator of one operation, for which the first request to it would otherwise wait.
   *
   * @throws Error when the document is not one that can be judged by.
   */
  async warm(operation: Operation): Promise<void> {
    await this.check(operation, { params: {}, query: {}, headers: {}, body: {} });
  }

  #explainAll(operation: Operation, error: ValidatorError): FieldErrors {
    if (error.status !== 400 || !error.errors) throw error;
    const fields: Record<string, string[]> = Object.create(null);
    for (const finding of error.errors) {
      const { name, reason } = this.#explain(operation, finding);
      addReason(fields, name, reason);
    }
    return fields;
  }

  #explain(
    operation: Operation,
    { path, message, errorCode }: ValidatorFinding,
  ): { name: string; reason: string } {
    const [, place = '', ...names] = path.split('/');
    const [keyword = ''] = errorCode?.split('.') ?? [];
    if (place === 'body') {
      const reason = reasonFor(this.#contract.document, operation.body?.schema, {
        path: names,
        keyword,
        message,
      });
      return { name: names.join('.') || 'body', reason };
    }
    const [sent = '', ...inner] = names;
    const parameter = operation.parameters.find(({ name }) => name.toLowerCase() === sent.toLowerCase());
    const reason = reasonFor(this.#contract.document, parameter?.schema, { path: inner, keyword, message });
    return { name: parameter?.name ?? sent, reason };
  }
}

/** A path of the template. Whoever asks has judged empty parameters; here they only must not break the path. */
function fillIn(template: string, params: PathParams): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] || 'x'));
}
