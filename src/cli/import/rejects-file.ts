import { closeSync, fchmodSync, openSync, writeSync } from 'node:fs';
import { Failure } from '../failure.ts';
import type { RejectsFormat, Row } from './table.ts';

/** Where rejected rows are written. The file is made with the first of them, for its owner's eyes only. */
export class RejectsFile {
  readonly path: string;
  readonly #format: RejectsFormat;
  #file: number | undefined;

  constructor(path: string, format: RejectsFormat) {
    this.path = path;
    this.#format = format;
  }

  /** @throws Failure when the file cannot be written. */
  add(row: Row, reason: string): void {
    try {
      this.#file ??= this.#create();
      writeSync(this.#file, this.#format.show(row, reason));
    } catch (error) {
      const { code } = error as { code?: string };
      throw new Failure(`The rejected rows cannot be written to ${this.path} (${code}); see --rejects.`);
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #create(): number {
    const file = openSync(this.path, 'w', 0o600);
    // An older file of this name keeps its mode, and what it let others read would be personal data.
    fchmodSync(file, 0o600);
    writeSync(file, this.#format.head);
    return file;
  }
}
