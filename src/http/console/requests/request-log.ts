import type { Operation } from '../../../contract/operations.ts';
import type { Tenant } from '../../../domain/tenant.ts';
import type { AccessLogEntry, RequestContext } from '../../request/request-context.ts';
import type { EndListener } from '../../run-pipeline.ts';
import { IMPORT_KEY_NAME } from '../imports/import-key.ts';
import { readNamedSource } from './named-source.ts';
import { readProblem } from './read-problem.ts';
import { createVisiblePath } from './visible-path.ts';

/** A request that the console shows. */
export interface LoggedRequest extends Omit<AccessLogEntry, 'error'> {
  /** 1, 2, 3 … since the server started. A request id may come from the client, so it need not be unique. */
  readonly number: number;
  /** The time at which the request was finished, in UNIX milliseconds. */
  readonly at: number;
  /** The tenant of the API key. */
  readonly tenant: Tenant | undefined;
  /** The path, in which `…` replaces everything that may be personal data. */
  readonly path: string;
  /** The source that the request names. */
  readonly source: string | undefined;
  /** The address of a client whose API key was rejected. */
  readonly rejectedAddress: string | undefined;
  /** The code and the reason of an error response, such as `unauthenticated: missing_key`, and the invalid fields. */
  readonly problem: string | undefined;
  readonly bodies: Bodies | undefined;
}

/** The bodies of a request and its response. */
export interface Bodies {
  /** The parsed body of the request; undefined if it had none. */
  readonly request: unknown;
  readonly response: string;
}

/** The number of requests in the log. */
export const MAX_LOGGED_REQUESTS = 500;

/** The log does not store longer bodies, so that it needs only a few MiB. */
const MAX_BODY_BYTES = 8 * 1024;

/**
 * The last requests, in memory. It stores bodies only of sandbox requests, because live bodies contain personal data, and
 * none of an import, because an uploaded file may contain real customers.
 */
export class RequestLog {
  readonly #requests: LoggedRequest[] = [];
  readonly #clock: () => number;
  readonly #visiblePath: (method: string, path: string) => string;
  #count = 0;

  /** @param clock returns the time in UNIX milliseconds. */
  constructor(operations: readonly Operation[], clock: () => number = Date.now) {
    this.#clock = clock;
    this.#visiblePath = createVisiblePath(operations);
  }

  readonly record: EndListener = ({ error: _error, ...summary }, context) => {
    const { caller } = context;
    const isImport = caller?.name === IMPORT_KEY_NAME;
    const bodies = caller?.mode === 'sandbox' && !isImport ? bodiesOf(context) : undefined;
    this.#requests[this.#count % MAX_LOGGED_REQUESTS] = {
      ...summary,
      number: this.#count + 1,
      at: this.#clock(),
      tenant: caller && { merchantId: caller.merchantId, mode: caller.mode },
      path: summary.route ?? this.#visiblePath(summary.method, context.request.url ?? ''),
      source: readNamedSource(context),
      rejectedAddress: caller ? undefined : context.clientAddress,
      problem: summary.status >= 400 ? readProblem(context) : undefined,
      bodies,
    };
    this.#count += 1;
  };

  /** Returns all logged requests, the newest first. */
  list(): LoggedRequest[] {
    return [...this.#requests].sort((one, other) => other.number - one.number);
  }

  find(number: number): LoggedRequest | undefined {
    const request = this.#requests[(number - 1) % MAX_LOGGED_REQUESTS];
    return request?.number === number ? request : undefined;
  }
}

function bodiesOf({ response, requestBody }: RequestContext): Bodies | undefined {
  if (!response || Math.max(response.body.length, requestBody?.bytes ?? 0) > MAX_BODY_BYTES) return undefined;
  return { request: requestBody?.value, response: response.body.toString() };
}
