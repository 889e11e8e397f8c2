import { closeSync, fchmodSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { CliError } from '../cli-error.ts';
import type { RejectsFormat, Row } from './table.ts';

/** Where rejected rows are written. The file is made with the first of them, for its owner's eyes only. */
export class RejectsFile {
  readonly path: string;
  readonly #format: RejectsFormat;
  #file: number | undefined;
  #bytes = 0;

  constructor(path: string, format: RejectsFormat) {
    this.path = path;
    this.#format = format;
  }

  /** @throws Failure when the file cannot be written. */
  add(row: Row, reason: string): void {
    try {
      this.#file ??= this.#create();
      this.#write(this.#file, this.#format.show(row, reason));
    } catch (error) {
      const { code } = error as { code?: string };
      throw new CliError(`The rejected rows cannot be written to ${this.path} (${code}); see --rejects.`);
    }
  }

  /**
   * Goes on after as many bytes of an earlier file; what follows them is dropped.
   *
   * @throws Failure when they are not there any more.
   */
  appendAfter(bytes: number): void {
    if (bytes === 0) return;
    const file = this.#openAgain();
    if (file === undefined || fstatSync(file).size < bytes) {
      throw new CliError(
        `The rows that were rejected before the import stopped are not in ${this.path} any more. Leave out --resume to begin anew.`,
      );
    }
    ftruncateSync(file, bytes);
    this.#file = file;
    this.#bytes = bytes;
  }

  /** @returns how many bytes there are, all of them on the disk. */
  flush(): number {
    if (this.#file !== undefined) fdatasyncSync(this.#file);
    return this.#bytes;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #create(): number {
    const file = openSync(this.path, 'w', 0o600);
    // An older file of this name keeps its mode, and what it let others read would be personal data.
    fchmodSync(file, 0o600);
    this.#write(file, this.#format.head);
    return file;
  }

  #openAgain(): number | undefined {
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
