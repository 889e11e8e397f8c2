import { hash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import type { BatchItem } from '../../../client/shapes.ts';
import { CliError } from '../../cli-error.ts';
import { replaceFile } from '../../files/replace-file.ts';

/** A row that the server refused with 409, as it was mapped. */
export interface KeptRow {
  readonly item: BatchItem;
  readonly reason: string;
}

interface Saved {
  readonly version: 1;
  readonly kept: Readonly<Record<string, KeptRow>>;
  readonly refused: Readonly<Record<string, string>>;
}

/** The number of rows of each kind that are stored. A full run finds the others again. */
const MOST_ROWS = 100_000;

/**
 * The refused rows of a pull, in a file that only its owner can read. If it is lost, the next full run finds the rows
 * again.
 */
export class LocalState {
  /** By external id. */
  readonly kept: Map<string, KeptRow>;
  /** A hash of the row and its reason, by external id. A row that is refused in the same way again is not new. */
  readonly refused: Map<string, string>;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    const { kept, refused } = read(path);
    this.kept = new Map(Object.entries(kept));
    this.refused = new Map(Object.entries(refused));
  }

  /** Saves the rows. The file is complete at any time. @throws CliError if the file cannot be written. */
  save(): void {
    const saved: Saved = { version: 1, kept: first(this.kept), refused: first(this.refused) };
    try {
      if (this.kept.size + this.refused.size === 0) {
        rmSync(this.#path, { force: true });
        return;
      }
      replaceFile(this.#path, JSON.stringify(saved));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new CliError(
        `The refused rows cannot be saved to ${this.#path} (${code}); make its folder writable. The checkpoint did not move.`,
      );
    }
  }
}

export function refusalHash(json: string, reason: string): string {
  return hash('sha256', `${reason}\n${json}`, 'base64url');
}

function first<T>(rows: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...rows].slice(0, MOST_ROWS));
}

/** A file that cannot be read counts as lost. */
function read(path: string): Pick<Saved, 'kept' | 'refused'> {
  try {
    const saved = JSON.parse(readFileSync(path, 'utf8')) as Partial<Saved>;
    if (saved.version === 1 && saved.kept && saved.refused)
      return { kept: saved.kept, refused: saved.refused };
  } catch {
    // The next full run finds the rows again.
  }
  return { kept: {}, refused: {} };
}
