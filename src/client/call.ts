import { ApiError } from './api-error.ts';
import { writeBody } from './checks/check-arguments.ts';
import { checkCallOptions } from './checks/check-options.ts';
import { pathWriter } from './path-writer.ts';
import type { IsReadable } from './response-shapes.ts';

/**
 * The options of every call. An option that is `undefined` has its default. An option out of its range rejects the call
 * with a TypeError before the client sends a request.
 */
export interface CallOptions {
  /** Aborts the call, also while it waits for the next attempt. The promise rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** The time limit of one attempt, in milliseconds from 1 to 2147483647. Default: the value of the client. */
  readonly timeoutMs?: number | undefined;
  /** The number of attempts after the first, a whole number from 0. Default: the value of the client. */
  readonly retries?: number | undefined;
  /** Your own id for the request in the log of the server: 1 to 128 letters, digits and `_ . -`. */
  readonly requestId?: string | undefined;
}

/** The options of a call that writes. */
export interface WriteOptions extends CallOptions {
  /** 1 to 255 visible ASCII characters, sent with every attempt of the call. Default: a new UUID. */
  readonly idempotencyKey?: string | undefined;
}

/** The options of a call that reads one customer. */
export interface ReadOptions extends CallOptions {
  /** An ETag, several separated by commas, or `*`. If the customer has none of them: `precondition_failed`. */
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: undefined;
}

/** The options of a call that reads one customer only if it has changed. */
export interface ReadIfChangedOptions extends CallOptions {
  readonly ifMatch?: string | undefined;
  /** The ETag that you have. If the customer still has it, the call returns undefined. */
  readonly ifNoneMatch: string;
}

/** The options of a call that writes one customer. */
export interface ConditionalWriteOptions extends WriteOptions {
  /** Writes only if the customer has this ETag; otherwise `precondition_failed`, and the server writes nothing. */
  readonly ifMatch?: string | undefined;
  /** `*`: writes only if no such customer exists yet; otherwise `precondition_failed`, and the server writes nothing. */
  readonly ifNoneMatch?: '*' | undefined;
}

/** All options that any call has. */
type AnyOptions = WriteOptions & {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
};

/** The options of a call of the raw client, besides its parameters and its body. */
export interface CallInit {
  readonly headers: Record<string, string | undefined>;
  readonly signal: AbortSignal | null;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly pathSerializer: (path: string, values: Record<string, unknown>) => string;
  readonly bodySerializer: (body: unknown) => string;
}

/** A method of the client. */
export interface MethodName {
  /** For example `customers.upsert`. The messages of errors contain it. */
  readonly name: string;
  readonly isReadable: IsReadable;
}

/** The result of a call of the raw client. */
interface RawResponse<Body> {
  readonly data?: Body;
  readonly error?: unknown;
  readonly response: Response;
}

export interface ClientResponse<Body> {
  readonly body: Body;
  readonly headers: Headers;
}

/**
 * Makes one call with the raw client.
 *
 * @throws TypeError for an invalid option or argument; ApiError for an error response and for an unreadable response;
 *   every error that `fetch` throws.
 */
export type SendCall = <Body>(
  method: MethodName,
  options: AnyOptions | undefined,
  callRaw: (init: CallInit) => Promise<RawResponse<Body>>,
) => Promise<ClientResponse<Body>>;

export function createCall(send: (request: Request, options: CallOptions) => Promise<Response>): SendCall {
  return async ({ name, isReadable }, options = {}, callRaw) => {
    checkCallOptions(name, options);
    let response: Response | undefined;
    const fetch = async (request: Request) => {
      response = await send(request, options);
      return response;
    };
    const headers = {
      'X-Request-Id': options.requestId,
      'Idempotency-Key': options.idempotencyKey,
      'If-Match': options.ifMatch,
      'If-None-Match': options.ifNoneMatch,
    };
    try {
      const { data, error } = await callRaw({
        headers,
        signal: options.signal ?? null,
        fetch,
        pathSerializer: pathWriter(name),
        bodySerializer: (body) => writeBody(name, body),
      });
      if (response?.ok && data !== undefined && isReadable(data)) {
        return { body: data, headers: response.headers };
      }
      throw new ApiError(response as unknown as Response, error);
    } catch (error) {
      // The raw client parses the body of a success as JSON without checking its type.
      if (error instanceof SyntaxError && response) throw new ApiError(response, undefined);
      throw error;
    }
  };
}

/** Returns only the body of a response. */
export async function bodyOf<Body>(response: Promise<ClientResponse<Body>>): Promise<Body> {
  return (await response).body;
}
