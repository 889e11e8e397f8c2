import { type DestinationStream, pino } from 'pino';
import type { Violation } from '../contract/validation/response-validator.ts';
import type { AccessLogEntry, RequestContext } from '../http/request/request-context.ts';
import { importOptional, MissingPackageError } from '../platform/optional-packages.ts';
import { describeFault } from './describe-fault.ts';

/** The size of the buffer of unwritten lines. The log drops lines beyond it, since its reader may be stuck for hours. */
const BUFFER_BYTES = 16 * 1024 * 1024;

/** Creates the log on standard error: readable lines on a terminal, else JSON lines. */
export async function createLog(level: string) {
  const destination = openStandardError();
  const log = pino(
    { level, base: null, formatters: { level: (label) => ({ level: label }) } },
    await formatForTerminal(destination),
  );
  return {
    exchange({ error, ...summary }: AccessLogEntry): void {
      if (error) log.error({ ...summary, fault: describeFault(error) }, 'failed');
      else log.info(summary, 'answered');
    },
    /** Resolves with whether all lines have been written, at the latest after `limitMs`. */
    flush: (limitMs: number) => flushed(destination, limitMs),
    /** Logs a sentence about the server itself. */
    notice(sentence: string): void {
      log.warn(sentence);
    },
    /** Logs an error outside of operations. */
    fault(message: string, error: unknown): void {
      log.error({ fault: describeFault(error) }, message);
    },
    violations({ requestId, operation }: RequestContext, violations: readonly Violation[]): void {
      log.error({ requestId, operation: operation?.id, violations }, 'the response broke the spec');
    },
  };
}

/**
 * Loads the formatter only for a terminal. Without its package, the log has JSON lines there too. The buffer of standard
 * error bounds the memory of formatted lines too.
 */
async function formatForTerminal(destination: DestinationStream): Promise<DestinationStream> {
  if (!process.stderr.isTTY) return destination;
  const formatter = await importOptional('readableLog', () => import('./log-for-people.ts')).catch(ifMissing);
  if (formatter === undefined) return destination;
  const { createLogFormatter } = formatter;
  const format = createLogFormatter(process.stderr.hasColors());
  return { write: (line) => void destination.write(format(line)) };
}

/** @throws any error except that of a missing package. */
function ifMissing(error: unknown): undefined {
  if (!(error instanceof MissingPackageError)) throw error;
}

/** Opens standard error. It drops lines that cannot be written, for example to a full disk, without stopping the server. */
function openStandardError() {
  const destination = pino.destination({ fd: 2, sync: false, maxLength: BUFFER_BYTES });
  destination.on('error', () => {
    // The destination retries with the next line, but at the end of the program it would retry forever.
    destination.flushSync = () => {};
  });
  return destination;
}

function flushed(destination: ReturnType<typeof openStandardError>, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), limitMs);
    // An error, such as that of a full disk, does not delay the end of the program.
    destination.flush(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
