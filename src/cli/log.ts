import { pino } from 'pino';
import type { Violation } from '../contract/judge/judge-answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Summary } from '../http/summary.ts';

/** The log: JSON lines on standard error. */
export function createLog(level: string) {
  const log = pino(
    { level, base: null, formatters: { level: (label) => ({ level: label }) } },
    pino.destination({ fd: 2, sync: false }),
  );
  return {
    exchange({ fault, ...summary }: Summary): void {
      if (fault) log.error({ ...summary, fault: describeFault(fault) }, 'failed');
      else log.info(summary, 'answered');
    },
    /** A sentence about the server itself. */
    notice(sentence: string): void {
      log.warn(sentence);
    },
    /** What went wrong apart from the operations. */
    fault(fault: unknown): void {
      log.error({ fault: describeFault(fault) }, 'a page failed');
    },
    violations({ requestId, operation }: Exchange, violations: readonly Violation[]): void {
      log.error({ requestId, operation: operation?.id, violations }, 'the answer broke the spec');
    },
  };
}

/** The kind and the place of an error, without its message, which may quote data. */
function describeFault(fault: unknown) {
  if (!(fault instanceof Error)) return { name: typeof fault };
  const { code } = fault as { code?: string };
  const stack = fault.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { name: fault.name, ...(code && { code }), stack: stack?.slice(0, 6).map((line) => line.trim()) };
}
