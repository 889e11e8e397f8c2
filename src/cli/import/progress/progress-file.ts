import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { CliError, usageError } from '../../cli-error.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { printError } from '../../terminal.ts';
import type { SavedCounts } from './import-counts.ts';
import { differences, type ImportIdentity } from './import-identity.ts';

/** The results of the completed rows, which start at the first row, and the positions after them. */
export interface ResumePoint {
  readonly tally: SavedCounts;
  /** The position in the input file after these rows, in bytes. */
  readonly end: number;
  /** The length of the file of rejected rows, in bytes. */
  readonly rejectsBytes: number;
  /** The length of the report file, in bytes. */
  readonly reportBytes?: number;
}

/** The content of a progress file. */
interface SavedProgress extends ResumePoint {
  readonly identity: ImportIdentity;
  readonly runId: string;
  /** The time of saving, in UNIX milliseconds. */
  readonly keptAt: number;
}

/** The interval between two saves. The import waits for the disk; after a kill it sends the unsaved rows again. */
const SAVE_INTERVAL_MS = 1000;

/** A resumed import reuses its Idempotency-Keys for 12 hours only, because the server deletes a key after 24 hours. */
const KEY_REUSE_MS = 12 * 60 * 60 * 1000;

/** Returns the path of the progress file of an input file. */
export function progressPath(file: string): string {
  return `${file}.progress.json`;
}

/** Returns when an import that stopped last saved its progress, in UNIX milliseconds. */
export function readSavedAt(path: string): number | undefined {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as Partial<SavedProgress>).keptAt;
  } catch {
    return undefined;
  }
}

/** Stores the progress of an import in a file that only its owner can read. The file is complete at any time. */
export class ProgressFile {
  readonly path: string;
  readonly #identity: ImportIdentity;
  #runId: string = randomUUID();
  #savedRows: number | undefined;
  #savedAt = 0;
  #cannotSave = false;

  constructor(path: string, identity: ImportIdentity) {
    this.path = path;
    this.#identity = identity;
  }

  /** The part of the Idempotency-Keys that identifies this import. A resumed import has the same id. */
  get runId(): string {
    return this.#runId;
  }

  get exists(): boolean {
    return existsSync(this.path);
  }

  /**
   * Returns the point at which the import stopped; undefined if there is no import to resume.
   *
   * @throws CliError if the file belongs to another import or cannot be read.
   */
  resume(): ResumePoint | undefined {
    const saved = this.#read();
    if (!saved) return undefined;
    const others = differences(this.#identity, saved.identity);
    if (others.length > 0) {
      throw usageError(
        `The import that stopped had another ${others.join(' and another ')}. Leave out --resume to start again with the first row; rows that were imported before stay unchanged.${this.#hint(saved.identity)}`,
      );
    }
    if (Date.now() - saved.keptAt < KEY_REUSE_MS) {
      this.#runId = saved.runId;
      this.#savedRows = saved.tally.read;
    }
    return saved;
  }

  /** Whether the save interval has passed. */
  get isDue(): boolean {
    return Date.now() - this.#savedAt >= SAVE_INTERVAL_MS;
  }

  /** Saves the progress. If saving fails, the import continues; it can be repeated but not resumed. */
  save(resumePoint: ResumePoint): void {
    if (this.#cannotSave || resumePoint.tally.read === this.#savedRows) return;
    this.#savedAt = Date.now();
    this.#savedRows = resumePoint.tally.read;
    const saved: SavedProgress = {
      identity: this.#identity,
      runId: this.#runId,
      keptAt: this.#savedAt,
      ...resumePoint,
    };
    try {
      replaceFile(this.path, JSON.stringify(saved));
    } catch (error) {
      this.#cannotSave = true;
      const { code } = error as { code?: string };
      printError(
        `The progress of the import cannot be saved to ${this.path} (${code}), so --resume will not work. Make its folder writable.`,
      );
    }
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  /** The user has probably corrected the file, and wants to import the corrected rows. */
  #hint({ content }: Partial<ImportIdentity> = {}): string {
    return content === this.#identity.content
      ? ''
      : ' To continue after the row at which the import stopped, undo the changes of the file, or import the changed rows from a file of their own.';
  }

  #read(): SavedProgress | undefined {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8'));
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined;
      throw new CliError(
        `${this.path} is not a readable progress file. Delete it to start again with the first row.`,
      );
    }
  }
}
