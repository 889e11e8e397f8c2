import { CliError } from '../../cli-error.ts';
import { printFailure } from '../../terminal.ts';
import { NewRejections } from './new-rejections.ts';

export interface RepeatOptions {
  /** The time between the starts of two runs, in milliseconds. */
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  readonly toCliError: (error: unknown) => unknown;
}

/** After this number of failures in a row the pull ends, so that a service manager reports it. */
const MOST_FAILURES = 5;

/** The largest part of the interval by which a run begins earlier or later. */
const JITTER = 0.1;

/**
 * Repeats a pull. The jitter keeps the pulls of several clinics from reaching one source at the same time.
 *
 * @throws the last error, after MOST_FAILURES failures in a row. Ends without an error if it is stopped between two runs.
 */
export async function repeat(run: () => Promise<void>, options: RepeatOptions): Promise<void> {
  const { everyMs, signal, sleep } = options;
  for (let failures = 0; ; ) {
    const startedAt = Date.now();
    try {
      await run();
      failures = 0;
    } catch (error) {
      if (signal.aborted) throw error;
      const converted = options.toCliError(error);
      // A wrong option or another origin fails in the same way each time.
      if (!(converted instanceof CliError) || converted.exitCode === 2) throw error;
      printFailure(converted.message);
      // The run itself succeeded if only rows were rejected.
      failures = converted instanceof NewRejections ? 0 : failures + 1;
      if (failures === MOST_FAILURES)
        throw new CliError(
          `The pull ends after ${MOST_FAILURES} failures in a row. ${converted.message}`,
          converted.exitCode,
        );
    }
    const jitter = 1 - JITTER + 2 * JITTER * Math.random();
    try {
      await sleep(Math.max(0, everyMs * jitter - (Date.now() - startedAt)));
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
  }
}
