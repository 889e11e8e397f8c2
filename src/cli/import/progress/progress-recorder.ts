import { oddIdNote } from '../conflicts/odd-ids.ts';
import { isValidRow, type ReadRow, type ValidRow } from '../map/read-row.ts';
import type { Row } from '../read/table.ts';
import type { RowResult, RowResults } from '../send/send-rows.ts';
import type { ImportCounts } from './import-counts.ts';
import type { ProgressFile } from './progress-file.ts';
import { shortReason } from './reject-reason.ts';
import type { RejectsFile } from './rejects-file.ts';
import type { ReportFile } from './report-file.ts';
import type { ImportProgress } from './show-progress.ts';

export interface ProgressRecorderOptions {
  readonly counts: ImportCounts;
  readonly rejects: RejectsFile;
  /** The file of rows to look at; undefined if its folder cannot be written. */
  readonly report?: ReportFile | undefined;
  readonly progress: ImportProgress;
  /** The file that stores the progress; undefined if the import sends nothing. */
  readonly progressFile: ProgressFile | undefined;
  /** The position in the file after the rows in `counts`, in bytes. */
  readonly end: number;
  /** Called after each group of rows, for example to stop an import with too many rejected rows. */
  readonly afterGroup?: () => void;
}

/** Records the results of the rows in their order, without a gap, so that an import can be resumed after them. */
export class ProgressRecorder {
  readonly #options: ProgressRecorderOptions;
  /** The position in the file after the recorded rows, in bytes. */
  #end: number;

  constructor(options: ProgressRecorderOptions) {
    this.#options = options;
    this.#end = options.end;
  }

  /** Records a group of rows. @throws CliError if rejected rows cannot be written. */
  record(group: readonly ReadRow[], results: RowResults): void {
    const { counts, progress, progressFile, afterGroup } = this.#options;
    for (const read of group) {
      counts.read += 1;
      if (isValidRow(read)) this.#recordValid(read, results.get(read));
      else if ('skipped' in read) this.#skip(read.row, read.skipped);
      else this.#reject(read.row, read.error);
    }
    this.#end = group.at(-1)?.row.end ?? this.#end;
    progress.rows(counts.read, this.#end);
    if (progressFile?.isDue) this.save();
    afterGroup?.();
  }

  /** Saves the progress. */
  save(): void {
    const { counts, rejects, report, progressFile } = this.#options;
    const rejectsBytes = rejects.flush();
    const reportBytes = report?.flush() ?? 0;
    progressFile?.save({ tally: counts, end: this.#end, rejectsBytes, reportBytes });
  }

  /** Deletes the progress file of a complete import, and saves the progress of an incomplete one. */
  close({ isComplete }: { isComplete: boolean }): void {
    const { rejects, report, progressFile } = this.#options;
    if (isComplete) progressFile?.remove();
    else this.save();
    rejects.close();
    report?.close();
  }

  /** @param result undefined if no server has checked the row. */
  #recordValid(read: ValidRow, result: RowResult | undefined): void {
    const { counts } = this.#options;
    counts.valid += 1;
    for (const name of read.unknownCountries) counts.unknownCountries.add(name);
    if (result && 'refusal' in result) {
      this.#reject(read.row, result.refusal);
      return;
    }
    const notes = [...(read.notes ?? [])];
    const oddId = oddIdNote(read.item.external_id);
    if (oddId !== undefined) notes.push(oddId);
    if (result && 'outcome' in result) {
      counts.outcomes[result.outcome] += 1;
      for (const warning of result.warnings) counts.warnings.add(warning);
      notes.push(...result.warnings);
    } else if (result) {
      counts.sharedEmails += 1;
      notes.push(result.sharedEmail);
    }
    const outcome = result && 'outcome' in result ? result.outcome : 'valid';
    if (notes.length > 0 || outcome === 'linked') this.#report(read, outcome, notes.join('; '));
  }

  #report({ row, item }: ValidRow, outcome: string, note: string): void {
    this.#options.report?.add({ line: row.line, externalId: item.external_id, outcome, note });
  }

  #skip(row: Row, reason: string): void {
    this.#options.counts.skipped += 1;
    this.#options.report?.add({ line: row.line, externalId: '', outcome: 'skipped', note: reason });
  }

  #reject(row: Row, reason: string): void {
    const { counts, rejects } = this.#options;
    counts.rejected += 1;
    counts.reasons.add(shortReason(reason));
    rejects.add(row, reason);
  }
}
