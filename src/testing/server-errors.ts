import type { Violation } from '../contract/validation/response-validator.ts';
import type { AccessLogEntry, RequestContext } from '../http/request/request-context.ts';

/** Collects the errors of a server under test that a client sees only as a 500. */
export class ServerErrors {
  readonly reported: string[] = [];

  /** @param where an operation, or another part of the server. */
  note(where: string | undefined, error: unknown): void {
    this.reported.push(`${where}: ${String((error as Error).stack ?? error)}`);
  }

  /** For `createApp` and `createServer`. */
  readonly hooks = {
    onEnd: ({ error, operation }: AccessLogEntry): void => {
      if (error) this.note(operation, error);
    },
    onViolation: ({ operation }: RequestContext, violations: readonly Violation[]): void => {
      this.reported.push(`${operation?.id} sent a response that breaks the spec: ${violations.join('; ')}`);
    },
    onError: (what: string, error: unknown): void => this.note(what, error),
  };

  /** @throws Error that lists all errors, if there are any. */
  raise(): void {
    if (this.reported.length > 0) throw new Error(`The server made mistakes:\n${this.reported.join('\n')}`);
  }
}
