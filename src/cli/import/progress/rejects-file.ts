import { closeSync, fchmodSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { CliError } from '../../cli-error.ts';
import type { RejectsFormat, Row } from '../read/table.ts';

/** Writes rejected rows to a file that only its owner can read. It creates the file with the first rejected row. */
export class RejectsFile {
  readonly path: string;
  readonly #format: RejectsFormat;
  #file: number | undefined;
  #bytes = 0;

  constructor(path: string, format: RejectsFormat) {
    this.path = path;
    this.#format = format;
  }

  /** @throws CliError if the file cannot be written. */
  add(row: Row, reason: string): void {
    try {
      this.#file ??= this.#create();
      this.#write(this.#file, this.#format.show(row, reason));
    } catch (error) {
      const { code } = error as { code?: string };
      throw new CliError(
        `The rejected rows cannot be written to ${this.path} (${code}); name another file with --rejects.`,
      );
    }
  }

  /**
   * Continues an earlier file after the given number of bytes, and removes the rest of the file.
   *
   * @throws CliError if the file is missing or shorter.
   */
  appendAfter(bytes: number): void {
    if (bytes === 0) return;
    const file = this.#openExisting();
    if (file === undefined || fstatSync(file).size < bytes) {
      throw new CliError(
        `The rows that were rejected before the import stopped are no longer in ${this.path}. Leave out --resume to start again with the first row.`,
      );
    }
    ftruncateSync(file, bytes);
    this.#file = file;
    this.#bytes = bytes;
  }

  /** Writes the file to the disk. @returns its length in bytes. */
  flush(): number {
    if (this.#file !== undefined) fdatasyncSync(this.#file);
    return this.#bytes;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #create(): number {
    const file = openSync(this.path, 'w', 0o600);
    // An existing file keeps its mode, and could let other users read personal data. A device, such as /dev/null, must keep it.
    if (fstatSync(file).isFile()) fchmodSync(file, 0o600);
    this.#write(file, this.#format.head);
    return file;
  }

  #openExisting(): number | undefined {
    try {
      return openSync(this.path, 'r+');
    } catch {
      return undefined;
    }
  }

  #write(file: number, text: string): void {
    this.#bytes += writeSync(file, text, this.#bytes);
  }
}
