import type { AccessLogEntry } from './access-log-entry.ts';

/** Follows requests for those who watch where time goes. Nothing that it hears of is personal. */
export interface Tracing {
  /** @param traceparent names the trace that the caller is in (W3C Trace Context). */
  begin(traceparent: string | undefined): RequestTrace;
}

export interface RequestTrace {
  /** Runs a part of the request. */
  during<T>(part: string, run: () => T): T;
  end(entry: AccessLogEntry): void;
}
