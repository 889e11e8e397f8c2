import { type Contract, loadContract } from '../../contract/load.ts';
import { CliError, usageError } from '../cli-error.ts';
import { commandLine } from '../config/environment.ts';
import { countOf } from '../count-of.ts';
import { ProcessLock } from '../files/process-lock.ts';
import { limitYoungSpace } from '../node-tuning.ts';
import { untilSignal } from '../signals.ts';
import { print, printError } from '../terminal.ts';
import { inspectRows } from './conflicts/inspect-rows.ts';
import type { ImportOptions } from './import-options.ts';
import { describeGuess } from './map/describe-guess.ts';
import { type PlannedMapping, planMapping } from './map/plan-mapping.ts';
import { rowReader } from './map/read-row.ts';
import { UpsertFields } from './map/upsert-fields.ts';
import { previewImport } from './preview/preview-import.ts';
import { describeRejects, showEnd } from './progress/end-of-import.ts';
import { ImportCounts } from './progress/import-counts.ts';
import { Outputs, outputBase } from './progress/outputs.ts';
import { importJsonReport, showReport } from './progress/report.ts';
import { resumeCommand } from './progress/resume-command.ts';
import { showImportProgress, showJsonProgress } from './progress/show-progress.ts';
import { type InputFile, openInput, STANDARD_INPUT } from './read/input-file.ts';
import { openTable } from './read/open-table.ts';
import { RowValidator } from './row-validator.ts';
import { batchLimits, SINGLE } from './send/batch-limits.ts';
import { toImportError } from './send/connect.ts';
import { openDestination } from './send/open-destination.ts';
import { transferRows } from './transfer-rows.ts';

/** @param isUrlGiven whether the user has named the server. */
export async function runImport(file: string, options: ImportOptions, isUrlGiven: boolean): Promise<void> {
  limitYoungSpace();
  const contract = loadContract();
  const source = options.source ?? options.preset;
  if (source === undefined) {
    throw usageError(
      '--source is missing; name the system that the customers come from, such as --source crm.',
    );
  }
  const validator = new RowValidator(contract);
  const error = validator.validateSource(source);
  if (error) throw usageError(error);
  if (file === STANDARD_INPUT && options.resume) {
    throw usageError('An import of standard input cannot be resumed; save it as a file and import the file.');
  }
  const input = await openInput(file, options.format);
  const lock = new ProcessLock(`${outputBase(file)}.import.lock`, 'import of this file');
  try {
    const fields = new UpsertFields(contract);
    const planned = await planMapping(await openTable(input, options), options, fields);
    for (const notice of planned.table.notices) printError(notice);
    checkMapping(planned);
    const base = outputBase(file);
    const { rejects, report, config } = options;
    const outputs = new Outputs({ base, table: planned.table, rejects, report, config });
    // In a folder that cannot be written the import runs without a lock.
    if (file !== STANDARD_INPUT) lock.acquire();
    await importTable({
      file,
      input,
      options,
      source,
      isUrlGiven,
      contract,
      validator,
      fields,
      planned,
      outputs,
    });
  } finally {
    lock.release();
    await input.close();
  }
}

/** @throws CliError if a column is missing. The printed reason of a column that was not taken may explain it. */
function checkMapping({ mapping, table, guess }: PlannedMapping): void {
  try {
    mapping.check(table);
  } catch (error) {
    for (const line of describeGuess(guess)) printError(line);
    throw error;
  }
}

interface OpenImport {
  readonly file: string;
  readonly input: InputFile;
  readonly options: ImportOptions;
  readonly source: string;
  readonly isUrlGiven: boolean;
  readonly contract: Contract;
  readonly validator: RowValidator;
  readonly fields: UpsertFields;
  readonly planned: PlannedMapping;
  readonly outputs: Outputs;
}

async function importTable(opened: OpenImport): Promise<void> {
  const { file, input, options, contract, source, validator, fields, planned, outputs } = opened;
  const { mapping, rules, table } = planned;
  const isDryRun = options.dryRun ?? false;
  const limits = batchLimits(contract, source);
  const destination = await openDestination(file, { ...opened, limits });
  const { resumePoint, progressFile } = destination;
  for (const line of describeGuess(planned.guess)) printError(line);
  const unused = mapping.unused(table.columns).filter((column) => !planned.guess.ignored.has(column));
  if (unused.length > 0)
    printError(`Columns that are not imported, because no field has their name: ${unused.join(', ')}`);
  const rows = async () => (await openTable(input, options)).rows;
  const { duplicates } = options;
  const read = rowReader({ fields, mapping, validator, rules });
  const inspected = await inspectRows({
    rows,
    read,
    fields,
    mapping,
    rules,
    duplicates,
    isJson: table.isOpen,
    needsRelatives: isDryRun,
  });
  await previewImport({ ...opened, rows, read: inspected.read, unused, merchantId: destination.merchantId });
  outputs.open(resumePoint);

  const counts = new ImportCounts(resumePoint?.tally);
  const start = { rows: counts.read, end: resumePoint?.end ?? 0 };
  const show = options.progress === 'json' ? showJsonProgress : showImportProgress;
  const progress = show(table.size, start, process.stderr);
  const isForProgram = options.json === true && options.progress === 'json';
  const resumeHint =
    progressFile && !isForProgram ? `\nTo resume: ${resumeCommand(commandLine().slice(2))}` : '';
  const stop = new AbortController();
  void untilSignal().then((signal) => {
    stop.abort(`by ${signal}`);
    // The bar is removed now, since a second signal ends the process at once.
    progress.stop();
    if (!isForProgram) printError('Stopping after the running requests; a second signal stops at once.');
  });
  let isComplete = false;
  try {
    await transferRows({
      rows: table.rows,
      read: inspected.read,
      outputs,
      counts,
      progress,
      progressFile,
      resumePoint,
      stop,
      send: destination.senderFor(inspected.relatives),
      limits: options.single && !isDryRun ? SINGLE : destination.groupLimits,
      workers: destination.isServer ? (options.concurrency ?? (options.single ? 16 : 4)) : 1,
      maxRejects: options.maxRejects,
    });
    isComplete = !stop.signal.aborted;
    if (isComplete && counts.read === 0) printError(`${input.name} has no rows, so nothing is imported.`);
  } catch (error) {
    throw toImportError(error, resumeHint) ?? error;
  } finally {
    progress.stop();
    outputs.close();
    const rejectsFile = counts.rejected > 0 ? outputs.rejects.path : undefined;
    const reportFile = outputs.report?.hasRows ? outputs.report.path : undefined;
    const isFileOnly = isDryRun && !destination.isServer;
    const report = {
      counts,
      isDryRun,
      isFileOnly,
      isComplete,
      isForProgram,
      rejectsFile,
      reportFile,
      hasKey: options.apiKey !== undefined,
    };
    if (options.json) print(importJsonReport(report));
    else for (const line of showReport(report)) print(line);
    for (const line of showEnd(report)) printError(line);
  }
  if (!isComplete) throw new CliError(`Stopped ${stop.signal.reason}.${resumeHint}`);
  if (counts.rejected === 0) return;
  throw new CliError(
    isForProgram
      ? `${countOf(counts.rejected, 'row was', 'rows were')} rejected.`
      : describeRejects(outputs.rejects.path, options),
  );
}
