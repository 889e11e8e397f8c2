import type { Mode } from '../../../domain/tenant.ts';
import type { RequestContext } from '../../request/request-context.ts';
import type { AccessLogEntry } from '../../telemetry/access-log-entry.ts';

/** One request as the console shows it. */
export interface LoggedRequest extends Omit<AccessLogEntry, 'error'> {
  /** 1, 2, 3 … since the server started; a request id may be the client's and need not be unique. */
  readonly number: number;
  /** When it was over; UNIX milliseconds. */
  readonly at: number;
  readonly mode: Mode | undefined;
  readonly bodies: Bodies | undefined;
}

/** What went to and fro. */
export interface Bodies {
  /** As it was read; undefined when there was none. */
  readonly sent: unknown;
  readonly answered: string;
}

/** How many requests are remembered. */
export const REMEMBERED_REQUESTS = 500;

/** Longer ones are not remembered, so that the log stays within a few megabytes. */
const LONGEST_BODY_BYTES = 8 * 1024;

/** The last requests, in memory. Bodies are kept of sandbox requests only: those of live ones are about people. */
export class RequestLog {
  readonly #requests: LoggedRequest[] = [];
  #count = 0;

  note({ error: _error, ...summary }: AccessLogEntry, context: RequestContext, at: number): void {
    const mode = context.caller?.mode;
    const bodies = mode === 'sandbox' ? bodiesOf(context) : undefined;
    this.#requests[this.#count % REMEMBERED_REQUESTS] = {
      ...summary,
      number: this.#count + 1,
      at,
      mode,
      bodies,
    };
    this.#count += 1;
  }

  /** The newest first. */
  list(): LoggedRequest[] {
    return [...this.#requests].sort((one, other) => other.number - one.number);
  }

  find(number: number): LoggedRequest | undefined {
    const request = this.#requests[(number - 1) % REMEMBERED_REQUESTS];
    return request?.number === number ? request : undefined;
  }
}

function bodiesOf({ response: answered, requestBody: sent }: RequestContext): Bodies | undefined {
  if (!answered || Math.max(answered.body.length, sent?.bytes ?? 0) > LONGEST_BODY_BYTES) return undefined;
  return { sent: sent?.value, answered: answered.body };
}
