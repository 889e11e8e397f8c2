import type { Response } from 'express';
import { RequestValidator as JudgeOfPackage } from 'express-openapi-validator/dist/middlewares/openapi.request.validator.js';
import { type OperationObject, type PathItem, writeOut } from '../../contract/document.ts';
import { reasonFor } from '../../contract/field-reasons.ts';
import { OWN_FORMATS } from '../../contract/formats.ts';
import type { Contract } from '../../contract/load.ts';
import type { Operation, Parameter } from '../../contract/operations.ts';
import type { PathParams } from '../../contract/router.ts';
import { addReason, type FieldErrors } from '../../domain/problem.ts';

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

export interface ValidationResult {
  /** The query with defaults filled in and texts turned into numbers. */
  readonly query: Readonly<Record<string, unknown>>;
  /** What is wrong; empty when nothing is. */
  readonly fields: FieldErrors;
}

/** As much of an operation as the package looks at. */
interface Described {
  readonly parameters: readonly Parameter[];
  readonly requestBody: OperationObject['requestBody'];
}

const PLAIN_TYPES: ReadonlySet<unknown> = new Set(['string', 'integer', 'number', 'boolean']);

const OPTIONS = {
  strict: false,
  validateSchema: false,
  allErrors: true,
  useDefaults: true,
  ajvFormats: { mode: 'full' },
  formats: Object.fromEntries(
    Object.entries(OWN_FORMATS).map(([name, validate]) => [name, { type: 'string' as const, validate }]),
  ),
} as const;

/**
 * The part of express-openapi-validator that judges a request, fenced in: parameters and body are held against the
 * spec, defaults filled in and query texts turned into numbers. Its middleware is left out, because it matches paths and
 * methods in its own way, keeps a compiled schema for every content type that it meets, and compiles the schema of
 * OpenAPI itself at every start. So it is shown a request of our making, and of the spec one operation at a time.
 */
export class ServerRequestValidator {
  readonly #contract: Contract;
  readonly #judge: JudgeOfPackage;
  /** What the package is shown of an operation whose validator it has compiled. */
  readonly #compiled = new Map<Operation, Described>();

  constructor(contract: Contract) {
    this.#contract = contract;
    const { openapi, info } = contract.judging;
    this.#judge = new JudgeOfPackage({ openapi, info, paths: {}, components: {} } as never, OPTIONS);
  }

  /** @throws Error when the document is not one that can be judged by. */
  check(operation: Operation, { params, query, headers, body }: CheckedRequest): ValidationResult {
    const known = this.#compiled.get(operation);
    const schema = known ?? this.#describe(operation);
    const request = {
      method: operation.method.toUpperCase(),
      path: operation.path,
      // Read for a query alone, which is given beside it.
      originalUrl: '/',
      openapi: { expressRoute: operation.path, pathParams: judgeable(params), schema },
      params: {},
      query: { ...query },
      headers: { ...headers, 'content-type': operation.body?.mediaType },
      body,
    };
    let fields: FieldErrors = {};
    try {
      // Whatever its type says, it judges before it returns.
      this.#judge.validate(request as never, {} as Response, () => {});
    } catch (error) {
      fields = this.#explainAll(operation, error as ValidatorError);
    }
    if (!known) this.#compiled.set(operation, onlyReshaped(schema));
    return { query: request.query, fields };
  }

  /**
   * Compiles the validator of one operation, for which the first request to it would otherwise wait.
   *
   * @throws Error when the document is not one that can be judged by.
   */
  warm(operation: Operation): void {
    this.check(operation, { params: {}, query: {}, headers: {}, body: {} });
  }

  /** As the package wants it: without references, and in a copy, because it writes into what it is given. */
  #describe(operation: Operation): Described {
    const { judging } = this.#contract;
    const { parameters: shared = [], ...item } = judging.paths[operation.path] as PathItem;
    const { parameters = [], requestBody } = item[operation.method] as OperationObject;
    return writeOut(judging, { parameters: [...shared, ...parameters], requestBody }) as Described;
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

/** Whoever asks has judged those that are empty or unreadable. */
function judgeable(params: PathParams): Record<string, string> {
  const read: Record<string, string> = {};
  for (const name of Object.keys(params)) read[name] = params[name] || 'x';
  return read;
}

/**
 * All that the package reads again of an operation, once its validator is compiled: it goes through the parameters for
 * lists and objects, which come as text. To pass the others each time would take longer than to judge them.
 */
function onlyReshaped({ parameters, requestBody }: Described): Described {
  return { parameters: parameters.filter(({ schema }) => !PLAIN_TYPES.has(schema.type)), requestBody };
}
