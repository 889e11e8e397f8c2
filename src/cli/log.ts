import { pino } from 'pino';
import type { Violation } from '../contract/validation/response-validator.ts';
import type { RequestContext } from '../http/request/request-context.ts';
import type { AccessLogEntry } from '../http/telemetry/access-log-entry.ts';

/** So many bytes may wait to be written; further lines are lost, because nobody may read them for hours. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;

/** The log: JSON lines on standard error. */
export function createLog(level: string) {
  const log = pino(
    { level, base: null, formatters: { level: (label) => ({ level: label }) } },
    openStandardError(),
  );
  return {
    exchange({ error: fault, ...summary }: AccessLogEntry): void {
      if (fault) log.error({ ...summary, fault: describeFault(fault) }, 'failed');
      else log.info(summary, 'answered');
    },
    /** A sentence about the server itself. */
    notice(sentence: string): void {
      log.warn(sentence);
    },
    /** What went wrong apart from the operations. */
    fault(what: string, fault: unknown): void {
      log.error({ fault: describeFault(fault) }, what);
    },
    violations({ requestId, operation }: RequestContext, violations: readonly Violation[]): void {
      log.error({ requestId, operation: operation?.id, violations }, 'the answer broke the spec');
    },
  };
}

/** Where lines that cannot be written, on a full disk for example, are lost and stop nobody. */
function openStandardError() {
  const destination = pino.destination({ fd: 2, sync: false, maxLength: MOST_WAITING_BYTES });
  destination.on('error', () => {
    // It tries again with the next line, but at the end of the program it would do so for ever.
    destination.flushSync = () => {};
  });
  return destination;
}

/** The kind and the place of an error, or of what it comes from, without its message, which may quote data. */
function describeFault(fault: unknown): object {
  if (!(fault instanceof Error)) return { name: typeof fault };
  if (fault.cause !== undefined) return describeFault(fault.cause);
  const { code } = fault as { code?: string };
  const stack = fault.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { name: fault.name, ...(code && { code }), stack: stack?.slice(0, 6).map((line) => line.trim()) };
}
