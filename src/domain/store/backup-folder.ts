/** A backup that the schedule of a server made. */
export interface ScheduledBackup {
  /** The name of its file. */
  readonly name: string;
  /** When the backup began, in UNIX milliseconds. */
  readonly at: number;
  readonly bytes: number;
}

/** The scheduled backups of one database, in one folder. Other files of the folder are never changed. */
export interface BackupFolder {
  /** Lists the complete backups, the newest first. */
  list(): Promise<readonly ScheduledBackup[]>;
  /**
   * Writes a checked copy of the database. If it fails, it leaves no file.
   *
   * @param at the time in the name of the file, in UNIX milliseconds.
   * @throws DatabaseOpenError if the copy cannot be written; the reason of `signal`.
   */
  create(at: number, signal: AbortSignal): Promise<void>;
  remove(name: string): Promise<void>;
  /** Removes the incomplete files of a process that was killed during a backup. */
  removeIncomplete(): Promise<void>;
}
