import type { ImportCounts } from './import-counts.ts';
import type { ImportProgress } from './progress.ts';
import type { ProgressFile } from './progress-file.ts';
import { isSound, type ReadRow } from './read-row.ts';
import type { RejectsFile } from './rejects-file.ts';
import type { RowAnswer, RowAnswers } from './send-rows.ts';
import type { Row } from './table.ts';

export interface LedgerOptions {
  readonly tally: ImportCounts;
  readonly rejects: RejectsFile;
  readonly progress: ImportProgress;
  /** Where it is kept how far the import is; undefined when nothing is sent. */
  readonly progressFile: ProgressFile | undefined;
  /** How many bytes of the file have been read for what is in the tally already. */
  readonly end: number;
}

/** Books what became of the rows, from the first one on without a gap, so that an import can be resumed after them. */
export class ProgressRecorder {
  readonly #tally: ImportCounts;
  readonly #rejects: RejectsFile;
  readonly #progress: ImportProgress;
  readonly #progressFile: ProgressFile | undefined;
  /** How many bytes of the file have been read for what is booked. */
  #end: number;

  constructor({ tally, rejects, progress, progressFile, end }: LedgerOptions) {
    this.#tally = tally;
    this.#rejects = rejects;
    this.#progress = progress;
    this.#progressFile = progressFile;
    this.#end = end;
  }

  /** @throws Failure when rejected rows cannot be written. */
  record(group: readonly ReadRow[], answers: RowAnswers): void {
    for (const read of group) {
      this.#tally.read += 1;
      if (isSound(read)) {
        this.#tally.valid += 1;
        for (const name of read.unknownCountries) this.#tally.unknownCountries.add(name);
        this.#recordResponse(read.row, answers.get(read));
      } else this.#reject(read.row, read.error);
    }
    this.#end = group.at(-1)?.row.end ?? this.#end;
    this.#progress.rows(this.#tally.read, this.#end);
    if (this.#progressFile?.isDue) this.keep();
  }

  /** Keeps how far the import is, for one that goes on from there. */
  keep(): void {
    const rejectsBytes = this.#rejects.flush();
    this.#progressFile?.keep({ tally: this.#tally, end: this.#end, rejectsBytes });
  }

  /** Keeps how far the import is unless there is nothing left to go on with. */
  close({ isComplete }: { isComplete: boolean }): void {
    if (isComplete) this.#progressFile?.remove();
    else this.keep();
    this.#rejects.close();
  }

  /** There is no answer when nothing was sent. */
  #recordResponse(row: Row, answer: RowAnswer | undefined): void {
    if (!answer) return;
    if ('refusal' in answer) this.#reject(row, answer.refusal);
    else {
      this.#tally.outcomes[answer.outcome] += 1;
      for (const warning of answer.warnings) this.#tally.warnings.add(warning);
    }
  }

  #reject(row: Row, reason: string): void {
    this.#tally.rejected += 1;
    this.#rejects.add(row, reason);
  }
}
