import type { Client } from '../../../client/create-client.ts';
import { SourceError } from '../../../pull/read/source-error.ts';
import { countOf } from '../../count-of.ts';
import { REJECTED } from '../../import/read/table.ts';
import type { SendRows } from '../../import/send/send-rows.ts';
import { print, printError } from '../../terminal.ts';
import { writePrivateFile } from '../private-file.ts';
import type { CheckpointStore } from './checkpoint.ts';
import { NewRejections } from './new-rejections.ts';
import { runOnce } from './run-once.ts';
import { runJsonReport, showRunLine, showRunReport } from './run-report.ts';
import type { Rejection } from './run-state.ts';
import type { RunOptions, RunResult } from './run-types.ts';

/** The server that receives the customers. */
export interface PullTarget {
  readonly client: Client;
  /** Whether the server only foretells the results. */
  readonly isDryRun: boolean;
  readonly checkpoints: CheckpointStore;
  readonly createSender: (runId: string) => SendRows;
}

export type PullOnceOptions = Omit<RunOptions, 'checkpoints' | 'createSender' | 'isDryRun'> & {
  /** Undefined in a dry run without a server. */
  readonly target: PullTarget | undefined;
  /** The file of rejected rows. */
  readonly rejects: string;
  readonly isJson: boolean;
  /** Whether the run is one of several, so that its report is one line. */
  readonly isRepeated: boolean;
};

/** Runs a pull once, prints its report, and writes its rejected rows. @throws CliError if a row is newly rejected. */
export async function pullOnce(options: PullOnceOptions): Promise<void> {
  const { target, rejects, connector } = options;
  const isDryRun = target?.isDryRun ?? true;
  const startedAt = Date.now();
  let result: RunResult;
  try {
    result = await runOnce({
      ...options,
      checkpoints: target?.checkpoints,
      createSender: target?.createSender,
      isDryRun,
    });
  } catch (error) {
    if (error instanceof SourceError && !isDryRun) await reportFailure(target, error.message, startedAt);
    throw error;
  }
  const { rejections } = result.state;
  writePrivateFile(rejects, rejectedLines(rejections.values()), '--rejects');
  const rejectsFile = rejections.size > 0 ? rejects : undefined;
  const report = { name: connector.name, isDryRun, isForetold: target !== undefined, rejectsFile };
  if (options.isJson) print(runJsonReport(result, report));
  else if (options.isRepeated) print(showRunLine(result, report));
  else for (const line of showRunReport(result, report)) print(line);
  if (!options.isJson) for (const note of result.notes) printError(note);
  if (result.state.newlyRejected > 0)
    throw new NewRejections(
      `${countOf(result.state.newlyRejected, 'row is', 'rows are')} newly rejected. The rejected rows and their reasons are in ${rejects}.`,
    );
  if (rejectsFile && !options.isJson)
    printError(
      `${countOf(rejections.size, 'row was', 'rows were')} rejected as in the run before; the rows and their reasons are in ${rejects}.`,
    );
}

/** Stores the failure in the sync state. A target that fails too changes nothing about the first failure. */
async function reportFailure(
  target: PullTarget | undefined,
  message: string,
  startedAt: number,
): Promise<void> {
  try {
    await target?.checkpoints.fail(message, startedAt);
  } catch {
    printError('The failure could not be stored in the sync state.');
  }
}

function* rejectedLines(rejections: Iterable<Rejection>): Generator<string> {
  for (const { line, reason, json } of rejections) {
    const added = JSON.stringify({ [REJECTED.line]: line, [REJECTED.reason]: reason });
    yield json === '{}' ? added : `${added.slice(0, -1)},${json.slice(1)}`;
  }
}
