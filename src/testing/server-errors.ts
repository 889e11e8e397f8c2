import type { Violation } from '../contract/validation/response-validator.ts';
import type { RequestContext } from '../http/request/request-context.ts';
import type { AccessLogEntry } from '../http/telemetry/access-log-entry.ts';

/** Gathers what went wrong inside of a server: what a client sees as a 500 without a reason. */
export class ServerErrors {
  readonly reported: string[] = [];

  /** @param where an operation, or another part of the server. */
  note(where: string | undefined, error: unknown): void {
    this.reported.push(`${where}: ${String((error as Error).stack ?? error)}`);
  }

  /** For `createApp`. */
  readonly onEnd = ({ error, operation }: AccessLogEntry): void => {
    if (error) this.note(operation, error);
  };

  /** For `createApp`. */
  readonly onViolation = ({ operation }: RequestContext, violations: readonly Violation[]): void => {
    this.reported.push(`${operation?.id} answered against the spec: ${violations.join('; ')}`);
  };

  /** @throws Error that tells all of them, if there are any. */
  raise(): void {
    if (this.reported.length > 0) throw new Error(`The server made mistakes:\n${this.reported.join('\n')}`);
  }
}
