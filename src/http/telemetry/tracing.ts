import type { AccessLogEntry } from '../request/request-context.ts';

/** Traces requests. It receives no personal data. */
export interface Tracing {
  /** @param traceparent the trace of the caller (W3C Trace Context). */
  begin(traceparent: string | undefined): RequestTrace;
}

export interface RequestTrace {
  /** Starts a part of the request. @returns ends the part; a second call does nothing. */
  readonly startPart: (part: string) => () => void;
  end(entry: AccessLogEntry): void;
}
