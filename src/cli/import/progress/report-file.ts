import { csvCell } from '../../files/csv-cell.ts';
import { OutputFile } from './output-file.ts';

/** A row that the owner of the file should look at, although it is not rejected. */
export interface ReportedRow {
  readonly line: number;
  readonly externalId: string;
  /** The outcome of the row; `valid` if no server has checked it. */
  readonly outcome: string;
  readonly note: string;
}

/** Lists each row that was linked or skipped, that the import changed, or that has a warning. */
export class ReportFile extends OutputFile {
  constructor(path: string) {
    super(path, 'line,external_id,outcome,note\n', { rows: 'reported rows', option: '--report' });
  }

  /** @throws CliError if the file cannot be written. */
  add({ line, externalId, outcome, note }: ReportedRow): void {
    this.append(`${[line, externalId, outcome, note].map((value) => csvCell(String(value))).join(',')}\n`);
  }
}
