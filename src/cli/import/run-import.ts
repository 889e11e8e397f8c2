import { loadContract } from '../../contract/load.ts';
import { CliError, usageError } from '../cli-error.ts';
import { commandLine, DEFAULT_CONFIG_FILE } from '../config/environment.ts';
import { untilSignal } from '../signals.ts';
import { print, printError } from '../terminal.ts';
import { batchLimits, SINGLE } from './batch-limits.ts';
import { findConflictingIds } from './conflicting-ids.ts';
import { endOfImport } from './connect.ts';
import { ImportCounts } from './import-counts.ts';
import { importRows } from './import-rows.ts';
import { openInput } from './input-file.ts';
import { type MapOption, Mapping } from './mapping.ts';
import { openTable } from './open-table.ts';
import { prepareSending } from './prepare-sending.ts';
import { showImportProgress } from './progress.ts';
import { partPath, progressPath } from './progress-file.ts';
import { ProgressRecorder } from './progress-recorder.ts';
import { readRows, rowReader } from './read-row.ts';
import { refuseOverwrite } from './refuse-overwrite.ts';
import { describeConflicts, idReader, rejectConflicts } from './reject-conflicts.ts';
import { RejectsFile } from './rejects-file.ts';
import { type ImportReport, importJsonReport, showReport } from './report.ts';
import { resumeCommand } from './resume-command.ts';
import { RowValidator } from './row-validator.ts';
import type { SendRows } from './send-rows.ts';
import type { Table } from './table.ts';
import { UpsertFields } from './upsert-fields.ts';

export interface ImportOptions {
  source: string;
  url: string;
  apiKey?: string;
  map?: MapOption[];
  delimiter: string;
  single?: true;
  concurrency?: number;
  resume?: true;
  dryRun?: true;
  rejects?: string;
  config?: string;
  json?: true;
}

export async function runImport(file: string, options: ImportOptions): Promise<void> {
  const { source, url, apiKey, map = [], delimiter } = options;
  const contract = loadContract();
  const validator = new RowValidator(contract);
  const error = validator.judgeSource(source);
  if (error) throw usageError(error);
  const fields = new UpsertFields(contract);
  const mapping = new Mapping(fields, map);
  const input = await openInput(file);
  const table = await openTable(input, delimiter);
  mapping.check(table);
  const rejects = new RejectsFile(rejectsPath(file, options, table), table.rejects);
  const sending = options.dryRun
    ? undefined
    : await prepareSending(file, {
        ...{ source, url, apiKey, map, delimiter },
        rejectsPath: rejects.path,
        isResumed: options.resume ?? false,
      });
  const done = sending?.done;
  if (done) rejects.appendAfter(done.rejectsBytes);
  const unused = mapping.unused(table.columns);
  if (unused.length > 0) printError(`Not imported, because no field is named so: ${unused.join(', ')}`);

  const read = rowReader({ fields, mapping, validator });
  const conflicts = await findConflictingIds({
    rows: async () => (await openTable(input, delimiter)).rows,
    idOf: idReader(fields, mapping),
    read,
  });
  const description = describeConflicts(conflicts);
  if (description) printError(description);

  const tally = new ImportCounts(done?.tally);
  const start = { rows: tally.read, end: done?.end ?? 0 };
  const progress = showImportProgress(input.size, start, process.stderr);
  const progressFile = sending?.progressFile;
  const recorder = new ProgressRecorder({ tally, rejects, progress, progressFile, end: start.end });
  const wayOn = progressFile ? `\nTo go on from there: ${resumeCommand(commandLine().slice(2))}` : '';
  const stop = new AbortController();
  void untilSignal().then((signal) => {
    stop.abort(signal);
    // A second signal then leaves the terminal as it was.
    progress.stop();
    printError('Stopping when what was sent has been answered; the signal again ends at once.');
  });
  let isComplete = false;
  try {
    recorder.keep();
    await importRows(readRows(table.rows, { without: start.rows, read: rejectConflicts(read, conflicts) }), {
      limits: options.single ? SINGLE : batchLimits(contract, source),
      workers: options.concurrency ?? (options.single ? 16 : 4),
      stop: stop.signal,
      send: sending?.send ?? sendNothing,
      recorder,
    });
    isComplete = !stop.signal.aborted;
  } catch (error) {
    throw endOfImport(error, wayOn) ?? error;
  } finally {
    progress.stop();
    recorder.close({ isComplete });
    await input.close();
    const rejectsFile = tally.rejected > 0 ? rejects.path : undefined;
    const report: ImportReport = { tally, isDryRun: options.dryRun ?? false, isComplete, rejectsFile };
    if (options.json) print(importJsonReport(report));
    else for (const line of showReport(report)) print(line);
  }
  if (!isComplete) throw new CliError(`Stopped by ${stop.signal.reason}.${wayOn}`);
  if (tally.rejected > 0) throw new CliError(`The rejected rows and their reasons are in ${rejects.path}.`);
}

const sendNothing: SendRows = async () => new Map();

/** @throws Failure when the rejected rows would be written over another file of this import. */
function rejectsPath(file: string, { rejects, config }: ImportOptions, table: Table): string {
  const path = rejects ?? `${file}.rejected.${table.rejects.ending}`;
  const progress = progressPath(file);
  refuseOverwrite(path, [
    { path: file, description: 'the one to import' },
    { path: progress, description: 'the progress file' },
    { path: partPath(progress), description: 'the progress file' },
    { path: config ?? DEFAULT_CONFIG_FILE, description: 'the configuration file' },
  ]);
  return path;
}
