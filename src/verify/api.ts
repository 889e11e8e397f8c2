import { writePath } from '../client/path.ts';
import type { Operation, OperationId } from '../contract/operations.ts';
import { type Router, withoutDoubledSlash } from '../contract/router.ts';
import type { ObservedResponse, ResponseValidator } from '../contract/validation/response-validator.ts';
import type { Exchange, Sent } from './exchange.ts';
import { TargetResponse } from './target-response.ts';
import type { Transport } from './transport.ts';

/** The parameters and the body of a request, by their names in the spec. */
export interface TargetCallOptions {
  /** The values of the path parameters. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Headers in addition to the default ones; null removes a default one. */
  readonly headers?: TargetHeaders;
  /** An object is sent as JSON, a text unchanged. */
  readonly body?: object | string;
}

export type TargetHeaders = Readonly<Record<string, string | null>>;

export interface ApiClientOptions {
  readonly transport: Transport;
  readonly key: string;
  readonly operations: readonly Operation[];
  readonly router: Router;
  readonly validator: ResponseValidator;
  /** Receives each response and its operation. */
  readonly onResponse: (response: TargetResponse, operation: Operation | undefined) => void;
}

/** Calls the API with one key, and validates each response against the spec. */
export class ApiClient {
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.#options = options;
  }

  /** The API key of the requests. */
  get key(): string {
    return this.#options.key;
  }

  /** Calls an operation. */
  call(
    id: OperationId,
    { path = {}, query = {}, headers = {}, body }: TargetCallOptions = {},
  ): Promise<TargetResponse> {
    const operation = this.operation(id);
    const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const url = writePath(operation.path, path) + (search.size > 0 ? `?${search}` : '');
    return this.send({
      method: operation.method.toUpperCase(),
      url,
      headers,
      ...(body !== undefined && { body }),
    });
  }

  /** Sends a request to any path, for requests that the spec does not describe. @param url path and query. */
  async send({
    method,
    url,
    headers = {},
    body,
  }: Pick<Sent, 'method' | 'url'> & Pick<TargetCallOptions, 'headers' | 'body'>): Promise<TargetResponse> {
    const defaults = {
      'x-api-key': this.#options.key,
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    };
    const all = Object.entries<string | null>({ ...defaults, ...headers });
    const exchange = await this.#options.transport({
      method,
      url,
      headers: Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null)),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return this.#validate(exchange);
  }

  operation(id: OperationId): Operation {
    const found = this.#options.operations.find((operation) => operation.id === id);
    if (!found) throw new Error(`The spec has no operation ${id}.`);
    return found;
  }

  #validate(exchange: Exchange): TargetResponse {
    const { validator, onResponse } = this.#options;
    const { method, url } = exchange.sent;
    const operation = this.#operationAt(method, url);
    // The response to a HEAD is that of the GET without its body.
    const violations = method === 'HEAD' ? [] : validator.validate(operation, observedResponse(exchange));
    const response = new TargetResponse(exchange, violations);
    onResponse(response, operation);
    return response;
  }

  #operationAt(method: string, url: string): Operation | undefined {
    const [path = ''] = withoutDoubledSlash(url).split('?', 1);
    const route = this.#options.router.find(method, path);
    return route.kind === 'found' ? route.operation : undefined;
  }
}

/** Returns the response of an exchange in the form that ResponseValidator reads. */
export function observedResponse({ status, headers, bytes }: Exchange): ObservedResponse {
  return { status, headers, body: bytes.toString() };
}
