import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { CliError, usageError } from '../cli-error.ts';
import { printError } from '../terminal.ts';
import type { SavedTally } from './import-counts.ts';
import { differences, type ImportIdentity } from './import-identity.ts';

/** How far an import is: the rows from the first one on that are done, and what became of them. */
export interface Done {
  readonly tally: SavedTally;
  /** How many bytes of the file have been read then. */
  readonly end: number;
  /** How many bytes of the file of rejected rows are about them. */
  readonly rejectsBytes: number;
}

interface Kept extends Done {
  readonly identity: ImportIdentity;
  readonly runId: string;
  /** UNIX milliseconds. */
  readonly keptAt: number;
}

/** Everything waits for the disk meanwhile, and what a kill makes it forget is merely sent again. */
const KEEP_EVERY_MS = 1000;

/** The server forgets an Idempotency-Key after 24 hours. Where some may be forgotten, none is used again. */
const KEYS_LAST_MS = 12 * 60 * 60 * 1000;

/** The progress file of an input file. */
export function progressPath(file: string): string {
  return `${file}.progress.json`;
}

/** A new progress file until it is complete. */
export function partPath(progressFile: string): string {
  return `${progressFile}.part`;
}

/** Where it is kept how far an import is, for its owner's eyes only. It is whole at any time. */
export class ProgressFile {
  readonly path: string;
  readonly #part: string;
  readonly #identity: ImportIdentity;
  #runId: string = randomUUID();
  #keptRows: number | undefined;
  #keptAt = 0;
  #isLost = false;

  constructor(path: string, identity: ImportIdentity) {
    this.path = path;
    this.#part = partPath(path);
    this.#identity = identity;
  }

  /** Names this import in its Idempotency-Keys, again after it was resumed. */
  get runId(): string {
    return this.#runId;
  }

  get exists(): boolean {
    return existsSync(this.path);
  }

  /**
   * How far the import was when it stopped; undefined when there is nothing to resume.
   *
   * @throws Failure when the file is of another import, or cannot be read.
   */
  resume(): Done | undefined {
    const kept = this.#read();
    if (!kept) return undefined;
    const others = differences(this.#identity, kept.identity);
    if (others.length > 0) {
      throw usageError(
        `The import that stopped had another ${others.join(' and another ')}. Leave out --resume to begin anew: rows that are in already stay as they are.`,
      );
    }
    if (Date.now() - kept.keptAt < KEYS_LAST_MS) {
      this.#runId = kept.runId;
      this.#keptRows = kept.tally.read;
    }
    return kept;
  }

  /** Whether it was not kept just now. */
  get isDue(): boolean {
    return Date.now() - this.#keptAt >= KEEP_EVERY_MS;
  }

  /** Where nothing can be kept, the import goes on: what cannot be resumed can be done again. */
  keep(done: Done): void {
    if (this.#isLost || done.tally.read === this.#keptRows) return;
    this.#keptAt = Date.now();
    this.#keptRows = done.tally.read;
    const kept: Kept = { identity: this.#identity, runId: this.#runId, keptAt: this.#keptAt, ...done };
    try {
      // It is on the disk before it takes the place of the one before, so there is always a whole one.
      // It is always a new file: a link under its name may lead to the file to import.
      rmSync(this.#part, { force: true });
      writeFileSync(this.#part, JSON.stringify(kept), { mode: 0o600, flag: 'wx', flush: true });
      renameSync(this.#part, this.path);
    } catch (error) {
      this.#isLost = true;
      const { code } = error as { code?: string };
      printError(`How far the import is cannot be kept in ${this.path} (${code}); --resume will not help.`);
    }
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  #read(): Kept | undefined {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8'));
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined;
      throw new CliError(`${this.path} does not tell how far the import was. Remove it to begin anew.`);
    }
  }
}
