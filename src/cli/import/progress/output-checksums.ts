import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * The checksums of the files that an import has written, in the format of `sha256sum`. They show at the next import
 * whether a file was edited in the meantime.
 */
export class OutputChecksums {
  readonly #path: string;

  /** @param base the path of the imported file. */
  constructor(base: string) {
    this.#path = checksumsPath(base);
  }

  /** Returns whether the file is unchanged since an import wrote it. */
  isUnchanged(path: string): boolean {
    return this.#read().includes(lineOf(path));
  }

  /** Stores the checksums of these files only. An import can run without them, for example in a read-only folder. */
  save(paths: readonly string[]): void {
    try {
      const files = paths.filter((path) => statSync(path).isFile());
      if (files.length === 0) rmSync(this.#path, { force: true });
      else writeFileSync(this.#path, files.map((path) => `${lineOf(path)}\n`).join(''), { mode: 0o600 });
    } catch {
      // The next import then refuses to overwrite the files, which loses nothing.
    }
  }

  #read(): string[] {
    try {
      return readFileSync(this.#path, 'utf8').split('\n');
    } catch {
      return [];
    }
  }
}

export function checksumsPath(base: string): string {
  return `${base}.outputs.sha256`;
}

function lineOf(path: string): string {
  const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
  return `${hash}  ${resolve(path)}`;
}
