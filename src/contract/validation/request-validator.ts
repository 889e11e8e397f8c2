import { readSentKey } from '../../domain/keys/key-gate.ts';
import type { FieldErrors } from '../../domain/problem.ts';
import { type Referable, resolve, type SchemaObject } from '../document.ts';
import type { Finding } from '../findings.ts';
import { countLists } from '../lists.ts';
import type { Contract } from '../load.ts';
import { type Operation, type Parameter, readOperations } from '../operations.ts';
import type { PathParams } from '../router.ts';
import { SchemaValidator } from '../schema-validator.ts';
import { mediaTypeOf } from './media-type.ts';
import { headersElsewhere, misplacedHeaders, readQuery, unreadableParams } from './parameters.ts';
import type { Violation } from './response-validator.ts';

/** A request as it went over the wire. */
export interface ObservedRequest {
  readonly params: PathParams;
  /** The text after the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** A request whose body is parsed. */
export type ParsedRequest = Omit<ObservedRequest, 'body'> & { readonly body: unknown };

/** A field of a request that breaks the spec. The path begins with the name of the parameter or of the body's field. */
export interface RequestFinding extends Finding {
  /** `item` is a field of a list item that fails alone: the server executes the rest of the request. */
  readonly in: 'path' | 'query' | 'header' | 'body' | 'item';
}

/**
 * Validates requests against the spec for the proxy: API key, parameters, content type and body. It finds the same
 * fields and reasons as the server, which uses express-openapi-validator.
 */
export class RequestValidator {
  readonly #contract: Contract;
  readonly #bodies: SchemaValidator;
  readonly #items: SchemaValidator;
  readonly #texts: SchemaValidator;
  /** The body schemas of the document in which list items that fail alone are loosened. */
  readonly #bodySchemas: ReadonlyMap<string, SchemaObject | undefined>;

  constructor(contract: Contract) {
    this.#contract = contract;
    this.#bodies = SchemaValidator.of(contract.requestDocument);
    this.#items = SchemaValidator.of(contract.document);
    this.#texts = SchemaValidator.of(contract.document, { coerce: true });
    const operations = readOperations(contract.requestDocument);
    this.#bodySchemas = new Map(operations.map(({ id, body }) => [id, body?.schema]));
  }

  /** Returns each way in which the request breaks the spec, as a sentence that begins with the field. */
  validate(operation: Operation, request: ObservedRequest): Violation[] {
    const { wrong, value } = parseBody(operation, request);
    const findings = this.#findings(operation, request, value);
    return [...new Set([...keyViolations(request), ...findings.map(showFinding), ...wrong])];
  }

  /** Returns the fields that break the spec, in the order parameters, body. */
  findings(operation: Operation, request: ParsedRequest): RequestFinding[] {
    return this.#findings(operation, request, operation.body && { json: request.body });
  }

  #findings(
    operation: Operation,
    request: Omit<ParsedRequest, 'body'>,
    body: { readonly json: unknown } | undefined,
  ): RequestFinding[] {
    return [
      ...this.#pathFindings(operation, request),
      ...this.#queryFindings(operation, request),
      ...this.#headerFindings(operation, request),
      ...(body ? this.#bodyFindings(operation, body.json) : []),
    ];
  }

  #pathFindings({ parameters }: Operation, { params }: Pick<ObservedRequest, 'params'>): RequestFinding[] {
    const unreadable = unreadableParams(params);
    const values = Object.entries(params).filter(([name]) => !Object.hasOwn(unreadable, name));
    return [
      ...toFindings('path', unreadable),
      ...this.#parameterFindings(parameters, 'path', Object.fromEntries(values)),
    ];
  }

  #queryFindings({ parameters }: Operation, { query }: Pick<ObservedRequest, 'query'>): RequestFinding[] {
    const { values, wrong } = readQuery(query, parameters);
    const readable = Object.entries(values).filter(([name]) => !Object.hasOwn(wrong, name));
    return [
      ...this.#parameterFindings(parameters, 'query', Object.fromEntries(readable)),
      ...toFindings('query', wrong),
    ];
  }

  #headerFindings(operation: Operation, { headers }: Pick<ObservedRequest, 'headers'>): RequestFinding[] {
    const elsewhere = headersElsewhere(operation, this.#contract.operations);
    return [
      ...this.#parameterFindings(operation.parameters, 'header', headers),
      ...toFindings('header', misplacedHeaders(elsewhere, headers)),
    ];
  }

  #parameterFindings(
    parameters: readonly Parameter[],
    place: Parameter['in'],
    values: Readonly<Record<string, unknown>>,
  ): RequestFinding[] {
    return parameters.flatMap(({ in: declared, name, schema }) => {
      const value = values[place === 'header' ? name.toLowerCase() : name];
      if (declared !== place || value === undefined) return [];
      const findings = this.#texts.findings(schema, value);
      return findings.map(({ path, reason }) => ({ in: place, path: [name, ...path], reason }));
    });
  }

  /** Validates list items one by one if the body as a whole is valid, as the server does. */
  #bodyFindings(operation: Operation, body: unknown): RequestFinding[] {
    const schema = this.#bodySchemas.get(operation.id) ?? {};
    const { value, findings } = countLists(body, operation.body?.maxItems);
    const whole = [...findings, ...this.#bodies.findings(schema, value)];
    if (whole.length > 0) return whole.map((finding) => ({ in: 'body', ...finding }));
    const inItems = this.#itemFindings(operation.body?.schema ?? {}, body);
    return inItems.map((finding) => ({ in: 'item', ...finding }));
  }

  #itemFindings({ properties = {} }: SchemaObject, body: unknown): Finding[] {
    return Object.entries(properties).flatMap(([name, property]) => {
      const { items, 'x-fails-alone': failsAlone } = resolve(this.#contract.document, property);
      if (!items || !failsAlone) return [];
      const list = (body as Record<string, unknown[] | undefined>)[name] ?? [];
      return list.flatMap((item, index) => this.#itemFinding(items, item, [name, String(index)]));
    });
  }

  #itemFinding(schema: Referable<SchemaObject>, item: unknown, place: readonly string[]): Finding[] {
    const findings = this.#items.findings(schema, item);
    return findings.map(({ path, reason }) => ({ path: [...place, ...path], reason }));
  }
}

function toFindings(place: Parameter['in'], errors: FieldErrors): RequestFinding[] {
  return Object.entries(errors).flatMap(([name, reasons]) =>
    reasons.map((reason) => ({ in: place, path: [name], reason })),
  );
}

function keyViolations({ headers }: ObservedRequest): Violation[] {
  const { text, isConflicting } = readSentKey(headers['x-api-key'], headers.authorization);
  if (isConflicting) return ['headers x-api-key and Authorization contain different keys'];
  return text ? [] : ['header x-api-key is missing'];
}

/** Parses a body; `wrong` says why it has no value. */
function parseBody(
  { body: declared }: Operation,
  { headers, body }: ObservedRequest,
): { readonly wrong: Violation[]; readonly value?: { readonly json: unknown } } {
  if (!declared) return { wrong: [] };
  const sent = mediaTypeOf(headers['content-type']);
  if (sent !== declared.mediaType) {
    return { wrong: [`content type is ${sent ?? 'missing'}, not ${declared.mediaType}`] };
  }
  try {
    return { wrong: [], value: { json: JSON.parse(body) } };
  } catch {
    return { wrong: ['the body is not JSON'] };
  }
}

function showFinding({ in: place, path, reason }: RequestFinding): Violation {
  if (place === 'body' || place === 'item') return `${['body', ...path].join('.')} ${reason}`;
  const [name = '', ...inner] = path;
  return `${place} ${[place === 'query' ? shownName(name) : name, ...inner].join('.')} ${reason}`;
}

/** A name that does not look like the name of a parameter may contain personal data. */
function shownName(name: string): string {
  return /^[\w-]{1,40}$/.test(name) ? name : '(a name that is not shown)';
}
