import type { Row } from '../read/table.ts';
import { OutputFile } from './output-file.ts';
import type { RejectsEncoder } from './rejects-encoder.ts';

/** The texts or bytes of rejected rows. */
type RejectsText =
  | Pick<RejectsEncoder, 'head' | 'show'>
  | { readonly head: string; show(row: Row, reason: string): string };

/** Writes rejected rows to a file that can be corrected and imported. */
export class RejectsFile extends OutputFile {
  readonly #format: RejectsText;

  constructor(path: string, format: RejectsText) {
    super(path, format.head, { rows: 'rejected rows', option: '--rejects' });
    this.#format = format;
  }

  /** @throws CliError if the file cannot be written. */
  add(row: Row, reason: string): void {
    this.append(this.#format.show(row, reason));
  }
}
