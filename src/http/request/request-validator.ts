import type { Response } from 'express';
import { RequestValidator as PackageValidator } from 'express-openapi-validator/dist/middlewares/openapi.request.validator.js';
import { type OperationObject, type PathItem, writeOut } from '../../contract/document.ts';
import { type Finding, parsePointer, toFieldErrors, toFinding } from '../../contract/findings.ts';
import { countLists, readEmptyLists } from '../../contract/lists.ts';
import type { Contract } from '../../contract/load.ts';
import type { Operation, Parameter } from '../../contract/operations.ts';
import type { PathParams } from '../../contract/router.ts';
import { FORMAT_OPTIONS, FORMATS, SCHEMA_OPTIONS } from '../../contract/schema-options.ts';
import type { FieldErrors } from '../../domain/problem.ts';

/** The error that express-openapi-validator throws for an invalid request. */
interface PackageError {
  readonly status?: number;
  readonly errors?: readonly PackageFinding[];
}

interface PackageFinding {
  /** A JSON pointer, to which the raw name of a missing or unknown property is added: `/body/email`, `/query/limit`, `/params/source` or `/headers/revkeen-version`. */
  readonly path: string;
  readonly message: string;
  /** `maxLength.openapi.validation`. */
  readonly errorCode?: string;
}

/** The parts of a request that the validator reads. */
export interface CheckedRequest {
  readonly params: PathParams;
  /** The text of each declared parameter. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface ValidationResult {
  /** The query with defaults added and texts converted to numbers and booleans. */
  readonly query: Readonly<Record<string, unknown>>;
  /** The fields that break the spec; empty for a valid request. */
  readonly fields: FieldErrors;
}

/** The parts of an operation that the package reads. */
interface PackageOperation {
  readonly parameters: readonly Parameter[];
  readonly requestBody: OperationObject['requestBody'];
}

/** The largest number of errors that are mapped to fields. A response lists fewer. */
const MAX_FINDINGS = 1000;

const PLAIN_TYPES: ReadonlySet<unknown> = new Set(['string', 'integer', 'number', 'boolean']);

const OPTIONS = {
  ...SCHEMA_OPTIONS,
  useDefaults: true,
  ajvFormats: FORMAT_OPTIONS,
  formats: Object.fromEntries(
    Object.entries(FORMATS).map(([name, validate]) => [name, { type: 'string' as const, validate }]),
  ),
} as const;

/**
 * Validates the requests that the server receives: their parameters and their body against the spec. It also adds
 * defaults to the query and converts its texts to numbers.
 *
 * It wraps the request validator of express-openapi-validator without that package's middleware, because the middleware
 * matches paths and methods by its own rules, keeps a compiled schema for each content type that clients send, and
 * compiles the OpenAPI meta-schema at each start. So this class builds the request objects that the package reads, and
 * passes the spec to it one operation at a time.
 */
export class ServerRequestValidator {
  static readonly #shared = new WeakMap<Contract, ServerRequestValidator>();
  readonly #contract: Contract;
  readonly #validator: PackageValidator;
  /** The operations whose validators are compiled, reduced to what the package still reads of them. */
  readonly #compiled = new Map<Operation, PackageOperation>();

  constructor(contract: Contract) {
    this.#contract = contract;
    const { openapi, info } = contract.requestDocument;
    this.#validator = new PackageValidator({ openapi, info, paths: {}, components: {} } as never, OPTIONS);
  }

  /** Returns the validator that all servers of a contract share. */
  static of(contract: Contract): ServerRequestValidator {
    const validator = ServerRequestValidator.#shared.get(contract) ?? new ServerRequestValidator(contract);
    ServerRequestValidator.#shared.set(contract, validator);
    return validator;
  }

  /** @throws Error if a schema of the operation cannot be compiled. */
  check(operation: Operation, { params, query, headers, body }: CheckedRequest): ValidationResult {
    const { requestDocument } = this.#contract;
    const counted = countLists(body, operation.body?.maxItems);
    const known = this.#compiled.get(operation);
    const schema = known ?? this.#describe(operation);
    const request = {
      method: operation.method.toUpperCase(),
      path: operation.path,
      // The package reads it only for its query, which `query` replaces.
      originalUrl: '/',
      openapi: { expressRoute: operation.path, pathParams: validatable(params), schema },
      params: {},
      query: { ...query },
      headers: { ...headers, 'content-type': operation.body?.mediaType },
      body: readEmptyLists(requestDocument, operation.body?.schema, counted.value),
    };
    let fields = counted.findings.length > 0 ? toFieldErrors(counted.findings, 'body') : {};
    try {
      // Its type declares a promise, but it validates before it returns.
      this.#validator.validate(request as never, {} as Response, () => {});
    } catch (error) {
      fields = { ...fields, ...this.#fieldErrors(operation, body, error as PackageError) };
    }
    if (!known) this.#compiled.set(operation, onlyReshaped(schema));
    return { query: request.query, fields };
  }

  /**
   * Compiles the validator of one operation, so that the first request to it does not wait for that.
   *
   * @throws Error if a schema of the operation cannot be compiled.
   */
  warm(operation: Operation): void {
    this.check(operation, { params: {}, query: {}, headers: {}, body: {} });
  }

  /** Copies the operation, because the package writes into it, and replaces its references, which the package cannot follow. */
  #describe(operation: Operation): PackageOperation {
    const { requestDocument } = this.#contract;
    const { parameters: shared = [], ...item } = requestDocument.paths[operation.path] as PathItem;
    const { parameters = [], requestBody } = item[operation.method] as OperationObject;
    const described = { parameters: [...shared, ...parameters], requestBody };
    return writeOut(requestDocument, described) as PackageOperation;
  }

  #fieldErrors(operation: Operation, body: unknown, error: PackageError): FieldErrors {
    if (error.status !== 400 || !error.errors) throw error;
    const findings = error.errors
      .slice(0, MAX_FINDINGS)
      .map((finding) => this.#toFinding(operation, body, finding));
    return toFieldErrors(findings, 'body');
  }

  #toFinding(operation: Operation, body: unknown, { path, message, errorCode }: PackageFinding): Finding {
    const [, place = '', sent = ''] = path.split('/');
    const [keyword = ''] = errorCode?.split('.') ?? [];
    const { document } = this.#contract;
    if (place === 'body') {
      const instancePath = keyword === 'additionalProperties' ? escapeName(body, path) : path;
      const error = { instancePath: instancePath.slice('/body'.length), keyword, message };
      return toFinding(document, operation.body?.schema, error, body);
    }
    const parameter = operation.parameters.find(({ name }) => name.toLowerCase() === sent.toLowerCase());
    const instancePath = path.slice(`/${place}/${sent}`.length);
    const { path: inner, reason } = toFinding(document, parameter?.schema, {
      instancePath,
      keyword,
      message,
    });
    return { path: [parameter?.name ?? sent, ...inner], reason };
  }
}

/** Escapes the unknown property at the end of a pointer of the package, which adds its name unescaped. */
function escapeName(body: unknown, path: string): string {
  const names = path.split('/').slice(2);
  let value = body;
  for (const [index, name] of names.entries()) {
    if (typeof value !== 'object' || value === null) break;
    const rest = names.slice(index).join('/');
    if (Object.hasOwn(value, rest)) {
      const escaped = rest.replaceAll('~', '~0').replaceAll('/', '~1');
      return ['/body', ...names.slice(0, index), escaped].join('/');
    }
    const [decoded = ''] = parsePointer(`/${name}`);
    value = (value as Record<string, unknown>)[decoded];
  }
  return path;
}

/** Replaces the parameters that are empty or unreadable, which `unreadableParams` reports. */
function validatable(params: PathParams): Record<string, string> {
  const read: Record<string, string> = {};
  for (const name of Object.keys(params)) read[name] = params[name] || 'x';
  return read;
}

/**
 * Reduces an operation to what the package reads of it at each request, once its validator is compiled: the parameters
 * that are lists or objects, which it parses from text. Passing all parameters takes longer than validating them.
 */
function onlyReshaped({ parameters, requestBody }: PackageOperation): PackageOperation {
  return { parameters: parameters.filter(({ schema }) => !PLAIN_TYPES.has(schema.type)), requestBody };
}
