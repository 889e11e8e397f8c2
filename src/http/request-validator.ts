import type { Express, Request, RequestHandler, Response } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import { reasonFor } from '../contract/field-reasons.ts';
import { OWN_FORMATS } from '../contract/formats.ts';
import type { Contract } from '../contract/load.ts';
import type { Operation } from '../contract/operations.ts';
import { invalidFields, Problem } from '../domain/problem.ts';

/** What express-openapi-validator throws. */
interface ValidatorError {
  readonly status?: number;
  readonly errors?: readonly ValidatorFinding[];
}

interface ValidatorFinding {
  /** `/body/email`, `/query/limit`, `/params/source` or `/headers/revkeen-version`. */
  readonly path: string;
  readonly message: string;
  /** `maxLength.openapi.validation`; missing on findings that no schema made. */
  readonly errorCode?: string;
}

/**
 * express-openapi-validator, fenced in: it judges parameters and body, fills in defaults and turns query texts into
 * numbers. Security, routing and answers are judged elsewhere.
 */
export class RequestValidator {
  readonly #contract: Contract;
  readonly #app: Express;
  readonly #steps: readonly RequestHandler[];

  constructor(app: Express, contract: Contract) {
    this.#app = app;
    this.#contract = contract;
    this.#steps = OpenApiValidator.middleware({
      // It changes the document it is given.
      apiSpec: structuredClone(contract.document) as never,
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

  /** @throws Problem invalid_request naming every wrong field. */
  async validate(operation: Operation, request: Request, response: Response): Promise<void> {
    for (const step of this.#steps) {
      const error = await new Promise<unknown>((resolve) => step(request, response, resolve));
      if (error) throw this.#translate(operation, error as ValidatorError);
    }
  }

  /**
   * Compiles the validator of one operation, for which the first request to it would otherwise wait.
   *
   * @throws Error when the document is not one that can be judged by.
   */
  async warm(operation: Operation): Promise<void> {
    const path = operation.path.replace(/\{\w+\}/g, 'x');
    const request = {
      app: this.#app,
      method: operation.method.toUpperCase(),
      baseUrl: '',
      path,
      url: path,
      originalUrl: path,
      query: {},
      params: {},
      headers: operation.body ? { 'content-type': operation.body.mediaType } : {},
      body: operation.body ? {} : undefined,
    };
    try {
      await this.validate(operation, request as unknown as Request, {} as Response);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }

  #translate(operation: Operation, error: ValidatorError): unknown {
    if (error.status !== 400 || !error.errors) return error;
    const fields: Record<string, string[]> = Object.create(null);
    for (const finding of error.errors) {
      const { name, reason } = this.#explain(operation, finding);
      const known = fields[name] ?? [];
      if (!known.includes(reason)) fields[name] = [...known, reason];
    }
    return invalidFields(fields);
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
    if (!parameter) return { name: sent, reason: 'is not a parameter of this operation' };
    if (!errorCode) return { name: parameter.name, reason: 'must not be empty; leave it out instead' };
    const reason = reasonFor(this.#contract.document, parameter.schema, { path: inner, keyword, message });
    return { name: parameter.name, reason };
  }
}
