/** What an operator does to a database apart from serving it. Every method ends well or throws UnusableStore. */
export interface Maintenance {
  /**
   * Writes a checked copy of the database while it is served. The file is whole or not there at all.
   *
   * @returns its size in bytes.
   */
  backup(file: string, options: DatabaseCopyOptions): Promise<number>;
  /**
   * Puts a backup in the place of the database, which nobody may have open. What was there is kept beside it.
   *
   * @returns where the former database is now, if there was one.
   */
  restore(file: string, options: DatabaseCopyOptions): Promise<string | undefined>;
  /** Looks the database over without changing it. @param now UNIX milliseconds. */
  diagnose(now: number): Promise<readonly CheckResult[]>;
}

export interface DatabaseCopyOptions {
  /** Also where there is a file. */
  readonly replace: boolean;
  /** Gives up: nothing is left behind, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** One thing that was looked at. */
export interface CheckResult {
  readonly what: string;
  /** `bad` needs an operator; `odd` is worth a look. */
  readonly verdict: 'good' | 'odd' | 'bad';
  readonly detail: string;
}
