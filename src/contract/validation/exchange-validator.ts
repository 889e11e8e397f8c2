import type { Contract } from '../load.ts';
import type { Operation } from '../operations.ts';
import { Router } from '../router.ts';
import { RequestValidator } from './request-validator.ts';
import { type ObservedResponse, ResponseValidator, type Violation } from './response-validator.ts';

/** Both sides of one exchange, as they went over the wire. Header names are in lower case. */
export interface WireExchange {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string | undefined>>;
  readonly requestBody: string;
  readonly response: ObservedResponse;
}

export interface ExchangeValidation {
  /** Undefined when the path or the method is not in the spec. */
  readonly operation: Operation | undefined;
  /** What the client did wrong. A server is there to refuse it. */
  readonly request: readonly Violation[];
  /** What the server did wrong. */
  readonly response: readonly Violation[];
}

/** Holds both sides of an exchange against the spec. */
export class ExchangeValidator {
  readonly #router: Router;
  readonly #requests: RequestValidator;
  readonly #answers: ResponseValidator;

  constructor({ document, operations }: Contract) {
    this.#router = new Router(operations);
    this.#requests = new RequestValidator(document);
    this.#answers = new ResponseValidator(document);
  }

  validate({ method, url, requestHeaders, requestBody, response }: WireExchange): ExchangeValidation {
    const at = url.indexOf('?');
    const [path, search] = at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
    const asked = method === 'HEAD' ? 'GET' : method;
    // A base URL may end in a slash.
    const route = this.#router.find(asked, path.replace(/^\/+(?=\/)/, '').replace(/^\/v2\/{2,}/, '/v2/'));
    const operation = route.kind === 'found' ? route.operation : undefined;
    const request =
      route.kind === 'found'
        ? this.#requests.validate(route.operation, {
            params: route.params,
            query: new URLSearchParams(search),
            headers: requestHeaders,
            body: requestBody,
          })
        : [
            route.kind === 'other_methods'
              ? `${method} is not declared for this path`
              : 'the path is not in the spec',
          ];
    // The answer to a HEAD is that of the GET without its body.
    const judged = method === 'HEAD' ? [] : this.#answers.validate(operation, response);
    return { operation, request, response: judged };
  }
}
