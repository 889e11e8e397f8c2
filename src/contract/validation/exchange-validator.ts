import type { Contract } from '../load.ts';
import type { Operation } from '../operations.ts';
import { type Route, Router, withoutDoubledSlash } from '../router.ts';
import { type ObservedRequest, RequestValidator } from './request-validator.ts';
import { type ObservedResponse, ResponseValidator, type Violation } from './response-validator.ts';

/** A request and its response, as they went over the wire. Header names are in lower case. */
export interface WireExchange {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string | undefined>>;
  readonly requestBody: string;
  readonly response: ObservedResponse;
}

export interface ExchangeValidation {
  /** Undefined if the spec does not contain the path or the method. */
  readonly operation: Operation | undefined;
  /** The errors of the client. A server should refuse a request that has any. */
  readonly request: readonly Violation[];
  /** The errors of the server. */
  readonly response: readonly Violation[];
}

/** Validates both sides of an exchange against the spec. */
export class ExchangeValidator {
  readonly #router: Router;
  readonly #requests: RequestValidator;
  readonly #responses: ResponseValidator;

  constructor(contract: Contract) {
    this.#router = new Router(contract.operations);
    this.#requests = new RequestValidator(contract);
    this.#responses = new ResponseValidator(contract.document);
  }

  validate({ method, url, requestHeaders, requestBody, response }: WireExchange): ExchangeValidation {
    const target = withoutDoubledSlash(url);
    const at = target.indexOf('?');
    const [path, query] = at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
    const route = this.#router.find(method === 'HEAD' ? 'GET' : method, path);
    if (isPreflight(method, requestHeaders) || isOutside(path)) return OUTSIDE;
    const operation = route.kind === 'found' ? route.operation : undefined;
    // The spec says nothing about the response to a path that it does not have, or about that to a HEAD without its body.
    const isUnspecified = method === 'HEAD' || route.kind === 'unknown';
    return {
      operation,
      request: this.#validateRequest(method, route, { query, headers: requestHeaders, body: requestBody }),
      response: isUnspecified ? [] : this.#responses.validate(operation, response),
    };
  }

  #validateRequest(method: string, route: Route, request: Omit<ObservedRequest, 'params'>): Violation[] {
    switch (route.kind) {
      case 'found':
        return this.#requests.validate(route.operation, { ...request, params: route.params });
      case 'other_methods':
        return [`${method} is not declared for this path`];
      case 'unknown':
        return ['the path is not in the spec'];
    }
  }
}

/** The result of an exchange that does not concern the API, such as a probe. */
const OUTSIDE: ExchangeValidation = { operation: undefined, request: [], response: [] };

/** Returns whether a browser asks for permission to send a request (CORS). */
function isPreflight(method: string, headers: WireExchange['requestHeaders']): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

function isOutside(path: string): boolean {
  return path !== '/v2' && !path.startsWith('/v2/');
}
