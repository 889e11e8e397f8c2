import { isValidRow, type ReadRow } from '../map/read-row.ts';
import type { Row } from '../read/table.ts';
import type { RowResult, RowResults } from '../send/send-rows.ts';
import type { ImportCounts } from './import-counts.ts';
import type { ProgressFile } from './progress-file.ts';
import type { RejectsFile } from './rejects-file.ts';
import type { ImportProgress } from './show-progress.ts';

export interface ProgressRecorderOptions {
  readonly counts: ImportCounts;
  readonly rejects: RejectsFile;
  readonly progress: ImportProgress;
  /** The file that stores the progress; undefined if the import sends nothing. */
  readonly progressFile: ProgressFile | undefined;
  /** The position in the file after the rows in `counts`, in bytes. */
  readonly end: number;
}

/** Records the results of the rows in their order, without a gap, so that an import can be resumed after them. */
export class ProgressRecorder {
  readonly #counts: ImportCounts;
  readonly #rejects: RejectsFile;
  readonly #progress: ImportProgress;
  readonly #progressFile: ProgressFile | undefined;
  /** The position in the file after the recorded rows, in bytes. */
  #end: number;

  constructor({ counts, rejects, progress, progressFile, end }: ProgressRecorderOptions) {
    this.#counts = counts;
    this.#rejects = rejects;
    this.#progress = progress;
    this.#progressFile = progressFile;
    this.#end = end;
  }

  /** Records a group of rows. @throws CliError if rejected rows cannot be written. */
  record(group: readonly ReadRow[], results: RowResults): void {
    for (const read of group) {
      this.#counts.read += 1;
      if (isValidRow(read)) {
        this.#counts.valid += 1;
        for (const name of read.unknownCountries) this.#counts.unknownCountries.add(name);
        this.#recordResult(read.row, results.get(read));
      } else this.#reject(read.row, read.error);
    }
    this.#end = group.at(-1)?.row.end ?? this.#end;
    this.#progress.rows(this.#counts.read, this.#end);
    if (this.#progressFile?.isDue) this.save();
  }

  /** Saves the progress. */
  save(): void {
    const rejectsBytes = this.#rejects.flush();
    this.#progressFile?.save({ tally: this.#counts, end: this.#end, rejectsBytes });
  }

  /** Deletes the progress file of a complete import, and saves the progress of an incomplete one. */
  close({ isComplete }: { isComplete: boolean }): void {
    if (isComplete) this.#progressFile?.remove();
    else this.save();
    this.#rejects.close();
  }

  /** @param result undefined in a dry run. */
  #recordResult(row: Row, result: RowResult | undefined): void {
    if (!result) return;
    if ('refusal' in result) this.#reject(row, result.refusal);
    else {
      this.#counts.outcomes[result.outcome] += 1;
      for (const warning of result.warnings) this.#counts.warnings.add(warning);
    }
  }

  #reject(row: Row, reason: string): void {
    this.#counts.rejected += 1;
    this.#rejects.add(row, reason);
  }
}
