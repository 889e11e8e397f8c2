import {
  closeSync,
  fchmodSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { CliError } from '../../cli-error.ts';

/** What an output file contains, for error messages. */
export interface OutputDescription {
  /** The rows in the file: `rejected rows`. */
  readonly rows: string;
  /** The option that names another file: `--rejects`. */
  readonly option: string;
}

/** A file of rows that only its owner can read. It is created with its first row. */
export class OutputFile {
  readonly path: string;
  readonly #head: string | Uint8Array;
  readonly #description: OutputDescription;
  #file: number | undefined;
  #bytes = 0;

  /** @param head the text before the first row. */
  constructor(path: string, head: string | Uint8Array, description: OutputDescription) {
    this.path = path;
    this.#head = head;
    this.#description = description;
  }

  /** Whether this import has written a row to the file. */
  get hasRows(): boolean {
    return this.#file !== undefined;
  }

  /** @throws CliError if the file cannot be written. */
  protected append(row: string | Uint8Array): void {
    try {
      this.#file ??= this.#create();
      this.#write(this.#file, row);
    } catch (error) {
      const { code } = error as { code?: string };
      const { rows, option } = this.#description;
      throw new CliError(
        `The ${rows} cannot be written to ${this.path} (${code}); name another file with ${option}.`,
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
        `The ${this.#description.rows} from before the import stopped are no longer in ${this.path}. Leave out --resume to start again with the first row.`,
      );
    }
    ftruncateSync(file, bytes);
    this.#file = file;
    this.#bytes = bytes;
  }

  /** Removes the file of an earlier import. Through a link it only empties the file, and it leaves a device. */
  removeEarlier(): void {
    const stats = lstatSync(this.path, { throwIfNoEntry: false });
    if (stats?.isFile()) rmSync(this.path);
    else if (stats?.isSymbolicLink() && this.#isEarlierFile()) truncateSync(this.path);
  }

  /** Writes the file to the disk. @returns its length in bytes. */
  flush(): number {
    if (this.#file !== undefined) fdatasyncSync(this.#file);
    return this.#bytes;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #isEarlierFile(): boolean {
    const file = this.#openExisting();
    if (file === undefined) return false;
    const isFile = fstatSync(file).isFile();
    closeSync(file);
    return isFile;
  }

  #create(): number {
    const file = openSync(this.path, 'w', 0o600);
    // An existing file keeps its mode, and could let other users read personal data. A device, such as /dev/null, must keep it.
    if (fstatSync(file).isFile()) fchmodSync(file, 0o600);
    this.#write(file, this.#head);
    return file;
  }

  #openExisting(): number | undefined {
    try {
      return openSync(this.path, 'r+');
    } catch {
      return undefined;
    }
  }

  #write(file: number, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.#bytes += writeSync(file, bytes, 0, bytes.length, this.#bytes);
  }
}
