import { writePath } from '../client/path.ts';
import type { Operation, OperationId } from '../contract/operations.ts';
import { type Router, withoutDoubledSlash } from '../contract/router.ts';
import type { ObservedResponse, ResponseValidator } from '../contract/validation/response-validator.ts';
import type { Exchange, Sent } from './exchange.ts';
import { TargetResponse } from './target-response.ts';
import type { Transport } from './transport.ts';

/** A request in the words of the spec. */
export interface TargetCallOptions {
  /** What stands for the braces of the path. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Headers beside the usual ones; null leaves a usual one out. */
  readonly headers?: AskedHeaders;
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: object | string;
}

export type AskedHeaders = Readonly<Record<string, string | null>>;

export interface ApiClientOptions {
  readonly transport: Transport;
  readonly key: string;
  readonly operations: readonly Operation[];
  readonly router: Router;
  readonly validator: ResponseValidator;
  /** Hears of every answer, and of the operation that gave it. */
  readonly onResponse: (response: TargetResponse, operation: Operation | undefined) => void;
}

/** The API as the holder of one key sees it. */
export class ApiClient {
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.#options = options;
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

  /** Sends a request to any path, for what the spec does not describe. @param url path and query. */
  async send({
    method,
    url,
    headers = {},
    body,
  }: Pick<Sent, 'method' | 'url'> & Pick<TargetCallOptions, 'headers' | 'body'>): Promise<TargetResponse> {
    const usual = {
      'x-api-key': this.#options.key,
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    };
    const all = Object.entries<string | null>({ ...usual, ...headers });
    const exchange = await this.#options.transport({
      method,
      url,
      headers: Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null)),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return this.#judge(exchange);
  }

  operation(id: OperationId): Operation {
    const found = this.#options.operations.find((operation) => operation.id === id);
    if (!found) throw new Error(`The spec has no operation ${id}.`);
    return found;
  }

  #judge(exchange: Exchange): TargetResponse {
    const { validator, onResponse } = this.#options;
    const { method, url } = exchange.sent;
    const operation = this.#operationAt(method, url);
    // The answer to a HEAD is that of the GET without its body.
    const violations = method === 'HEAD' ? [] : validator.validate(operation, asAnswered(exchange));
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

/** An exchange's answer as the judge of answers takes it. */
export function asAnswered({ status, headers, bytes }: Exchange): ObservedResponse {
  return { status, headers, body: bytes.toString() };
}
