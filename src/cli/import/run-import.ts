import { loadContract } from '../../contract/load.ts';
import { CliError, usageError } from '../cli-error.ts';
import { commandLine, DEFAULT_CONFIG_FILE } from '../config/environment.ts';
import { untilSignal } from '../signals.ts';
import { print, printError } from '../terminal.ts';
import { findConflictingIds } from './conflicts/conflicting-ids.ts';
import { describeConflicts, idReader, rejectConflicts } from './conflicts/reject-conflicts.ts';
import { type MapOption, Mapping } from './map/mapping.ts';
import { readRows, rowReader } from './map/read-row.ts';
import { UpsertFields } from './map/upsert-fields.ts';
import { ImportCounts } from './progress/import-counts.ts';
import { partPath, progressPath } from './progress/progress-file.ts';
import { ProgressRecorder } from './progress/progress-recorder.ts';
import { refuseOverwrite } from './progress/refuse-overwrite.ts';
import { RejectsFile } from './progress/rejects-file.ts';
import { type ImportReport, importJsonReport, showReport } from './progress/report.ts';
import { resumeCommand } from './progress/resume-command.ts';
import { showImportProgress } from './progress/show-progress.ts';
import type { FileOptions } from './read/file-format.ts';
import { openInput, STANDARD_INPUT } from './read/input-file.ts';
import { openTable } from './read/open-table.ts';
import type { Table } from './read/table.ts';
import { RowValidator } from './row-validator.ts';
import { batchLimits, SINGLE } from './send/batch-limits.ts';
import { toImportError } from './send/connect.ts';
import { importRows } from './send/import-rows.ts';
import { prepareSending } from './send/prepare-sending.ts';
import type { SendRows } from './send/send-rows.ts';

export interface ImportOptions extends FileOptions {
  source: string;
  url: string;
  apiKey?: string;
  map?: MapOption[];
  single?: true;
  concurrency?: number;
  resume?: true;
  dryRun?: true;
  rejects?: string;
  config?: string;
  json?: true;
}

export async function runImport(file: string, options: ImportOptions): Promise<void> {
  const { source, url, apiKey, map = [] } = options;
  const contract = loadContract();
  const validator = new RowValidator(contract);
  if (file === STANDARD_INPUT && options.resume) {
    throw usageError('An import of standard input cannot be resumed; save it as a file and import the file.');
  }
  const error = validator.validateSource(source);
  if (error) throw usageError(error);
  const fields = new UpsertFields(contract);
  const mapping = new Mapping(fields, map);
  const input = await openInput(file, options.format);
  const table = await openTable(input, options);
  for (const notice of table.notices) printError(notice);
  mapping.check(table);
  const rejects = new RejectsFile(rejectsPath(file, options, table), table.rejects);
  const sending = options.dryRun
    ? undefined
    : await prepareSending(file, {
        ...{ source, url, apiKey, map, format: table.format },
        rejectsPath: rejects.path,
        isResumed: options.resume ?? false,
      });
  const resumePoint = sending?.resumePoint;
  if (resumePoint) rejects.appendAfter(resumePoint.rejectsBytes);
  const unused = mapping.unused(table.columns);
  if (unused.length > 0)
    printError(`Columns that are not imported, because no field has their name: ${unused.join(', ')}`);

  const read = rowReader({ fields, mapping, validator });
  const conflicts = await findConflictingIds({
    rows: async () => (await openTable(input, options)).rows,
    idOf: idReader(fields, mapping),
    read,
  });
  const description = describeConflicts(conflicts);
  if (description) printError(description);

  const counts = new ImportCounts(resumePoint?.tally);
  const start = { rows: counts.read, end: resumePoint?.end ?? 0 };
  const progress = showImportProgress(table.size, start, process.stderr);
  const progressFile = sending?.progressFile;
  const recorder = new ProgressRecorder({ counts, rejects, progress, progressFile, end: start.end });
  const resumeHint = progressFile ? `\nTo resume: ${resumeCommand(commandLine().slice(2))}` : '';
  const stop = new AbortController();
  void untilSignal().then((signal) => {
    stop.abort(signal);
    // The bar is removed now, since a second signal ends the process at once.
    progress.stop();
    printError('Stopping after the running requests; a second signal stops at once.');
  });
  let isComplete = false;
  try {
    recorder.save();
    await importRows(readRows(table.rows, { skip: start.rows, read: rejectConflicts(read, conflicts) }), {
      limits: options.single ? SINGLE : batchLimits(contract, source),
      workers: options.concurrency ?? (options.single ? 16 : 4),
      stop: stop.signal,
      send: sending?.send ?? sendNothing,
      recorder,
    });
    isComplete = !stop.signal.aborted;
    if (isComplete && counts.read === 0) printError(`${input.name} has no rows, so nothing is imported.`);
  } catch (error) {
    throw toImportError(error, resumeHint) ?? error;
  } finally {
    progress.stop();
    recorder.close({ isComplete });
    await input.close();
    const rejectsFile = counts.rejected > 0 ? rejects.path : undefined;
    const report: ImportReport = { counts, isDryRun: options.dryRun ?? false, isComplete, rejectsFile };
    if (options.json) print(importJsonReport(report));
    else for (const line of showReport(report)) print(line);
  }
  if (!isComplete) throw new CliError(`Stopped by ${stop.signal.reason}.${resumeHint}`);
  if (counts.rejected > 0) throw new CliError(`The rejected rows and their reasons are in ${rejects.path}.`);
}

const sendNothing: SendRows = async () => new Map();

/** Returns the path for rejected rows. @throws CliError if the path is another file of this import. */
function rejectsPath(file: string, { rejects, config }: ImportOptions, table: Table): string {
  const path = rejects ?? `${file}.rejected.${table.rejects.ending}`;
  const progress = progressPath(file);
  refuseOverwrite(path, [
    { path: file, description: 'the file to import' },
    { path: progress, description: 'the progress file' },
    { path: partPath(progress), description: 'the progress file' },
    { path: config ?? DEFAULT_CONFIG_FILE, description: 'the configuration file' },
  ]);
  return path;
}
