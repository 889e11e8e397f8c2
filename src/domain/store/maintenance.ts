/** The maintenance of a database by the operator. Every method throws DatabaseOpenError if it fails. */
export interface Maintenance {
  /**
   * Writes a checked copy of the database, which may be in use. If it fails, it leaves no file.
   *
   * @returns its size in bytes.
   */
  backup(file: string, options: DatabaseCopyOptions): Promise<number>;
  /**
   * Replaces the database, which must not be in use, by a backup. The former database is kept in a file beside it.
   *
   * @returns the path of the former database, if there was one.
   */
  restore(file: string, options: DatabaseCopyOptions): Promise<string | undefined>;
  /** Checks the database without changing it. @param now UNIX milliseconds. */
  diagnose(now: number): Promise<readonly CheckResult[]>;
}

export interface DatabaseCopyOptions {
  /** Whether an existing file may be replaced. */
  readonly replace: boolean;
  /** Aborts the copy: no file stays, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The result of one check. */
export interface CheckResult {
  readonly what: string;
  /** `bad`: the operator must act; `odd`: a warning. */
  readonly verdict: 'good' | 'odd' | 'bad';
  readonly detail: string;
}

/** With less free space than this, the disk counts as full. */
const MIN_FREE_BYTES = 100 * 1024 * 1024;

/** Returns whether a disk has so little free space that writes will fail soon. */
export function isDiskFull(freeBytes: number): boolean {
  return freeBytes < MIN_FREE_BYTES;
}

/** What a running server can learn about its database. */
export interface DatabaseHealth extends Pick<Maintenance, 'diagnose'> {
  /** Whether upsertd can back up the database. A database server has its own tools. */
  readonly hasBackups: boolean;
  /** The free space on the disk of the database, in bytes; undefined if the database is on another machine. */
  freeBytes(): Promise<number | undefined>;
}
