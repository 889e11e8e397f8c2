import type { IsReadable } from './answer-shapes.ts';
import { ApiError } from './api-error.ts';
import { checkPath, writeBody } from './check-arguments.ts';
import { checkCallOptions } from './check-options.ts';
import { writePath } from './path.ts';

/**
 * What may be said about any call. An option that is `undefined` has its default; one that is out of its range rejects
 * the call with a TypeError before anything is sent.
 */
export interface CallOptions {
  /** Ends the call, also while it waits for the next attempt; it is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** How long one attempt may take, in milliseconds from 1 to 2147483647. Default: the client's own. */
  readonly timeoutMs?: number | undefined;
  /** How many attempts may follow the first, a whole number from 0. Default: the client's own. */
  readonly retries?: number | undefined;
  /** Your own name for the request, for the server's log: 1 to 128 letters, digits and `_ . -`. */
  readonly requestId?: string | undefined;
}

/** What may be said about a call that writes. */
export interface WriteOptions extends CallOptions {
  /** 1 to 255 visible ASCII characters. A new UUID unless given, and the same one in every attempt of a call. */
  readonly idempotencyKey?: string | undefined;
}

/** What may be said about reading one customer. */
export interface ReadOptions extends CallOptions {
  /** An ETag, several with commas between, or `*`. Unless the customer has it: `precondition_failed`. */
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: undefined;
}

/** What may be said about reading one customer that you have read before. */
export interface ReadIfChangedOptions extends CallOptions {
  readonly ifMatch?: string | undefined;
  /** The ETag that you have. While it is right, there is nothing to read. */
  readonly ifNoneMatch: string;
}

/** What may be said about writing one customer. */
export interface ConditionalWriteOptions extends WriteOptions {
  /** Write only while the customer has this ETag; else `precondition_failed`, and nothing is written. */
  readonly ifMatch?: string | undefined;
  /** `*`: write only if nobody is here yet; else `precondition_failed`, and nothing is written. */
  readonly ifNoneMatch?: '*' | undefined;
}

/** Everything that can be said about some call. */
type AnyOptions = WriteOptions & {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
};

/** What an operation of the raw client is given beside its parameters and its body. */
export interface CallInit {
  readonly headers: Record<string, string | undefined>;
  readonly signal: AbortSignal | null;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly pathSerializer: (path: string, values: Record<string, unknown>) => string;
  readonly bodySerializer: (body: unknown) => string;
}

/** A method of the client. */
export interface MethodName {
  /** Such as `customers.upsert`, for the errors. */
  readonly name: string;
  readonly isReadable: IsReadable;
}

/** What the raw client gives back. */
interface RawAnswer<Body> {
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
 * @throws TypeError for an option or an argument that cannot be sent; ApiError when the answer is a refusal or cannot
 *   be read; what `fetch` throws.
 */
export type SendCall = <Body>(
  method: MethodName,
  options: AnyOptions | undefined,
  ask: (init: CallInit) => Promise<RawAnswer<Body>>,
) => Promise<ClientResponse<Body>>;

export function createCall(send: (request: Request, options: CallOptions) => Promise<Response>): SendCall {
  return async ({ name, isReadable }, options = {}, ask) => {
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
      const { data, error } = await ask({
        headers,
        signal: options.signal ?? null,
        fetch,
        pathSerializer: (path, values) => {
          checkPath(name, path, values);
          return writePath(path, values);
        },
        bodySerializer: (body) => writeBody(name, body),
      });
      if (response?.ok && data !== undefined && isReadable(data)) {
        return { body: data, headers: response.headers };
      }
      throw new ApiError(response as unknown as Response, error);
    } catch (error) {
      // The raw client parses a success without looking whether it is JSON.
      if (error instanceof SyntaxError && response) throw new ApiError(response, undefined);
      throw error;
    }
  };
}

/** For a call of which only the body matters. */
export async function bodyOf<Body>(answer: Promise<ClientResponse<Body>>): Promise<Body> {
  return (await answer).body;
}
