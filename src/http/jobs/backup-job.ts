import type { BackupFolder, ScheduledBackup } from '../../domain/store/backup-folder.ts';
import { DatabaseOpenError } from '../../domain/store/database-open-error.ts';

/** The schedule of the backups of a server. */
export interface BackupSchedule {
  readonly folder: BackupFolder;
  /** The time between the starts of two backups, in milliseconds. */
  readonly everyMs: number;
  /** How many backups stay; at least 1. */
  readonly keep: number;
}

export interface BackupJobOptions extends BackupSchedule {
  /** Returns the time in UNIX milliseconds. */
  readonly clock: () => number;
  /** Receives the end of each backup. */
  readonly observer?: BackupObserver | undefined;
  /** Called with a backup that failed, and with an old file that could not be removed. */
  readonly onError?: (message: string, error: unknown) => void;
}

export interface BackupObserver {
  backupEnded(result: 'succeeded' | 'failed'): void;
  /** Receives the newest backup in the folder. */
  newestBackup(backup: ScheduledBackup): void;
}

/** What the console shows of the schedule. */
export interface BackupStatus {
  readonly isRunning: boolean;
  /** The newest backup in the folder. */
  readonly last: ScheduledBackup | undefined;
  /** When the next backup begins, in UNIX milliseconds. */
  readonly next: number;
  /** Whether the newest backup is older than two intervals of the schedule. */
  readonly isLate: boolean;
  /** The failure of the last attempt. The reason is a sentence. */
  readonly failure: { readonly at: number; readonly reason: string } | undefined;
}

/** The longest time until the job looks at the clock again, which may have been set. Milliseconds. */
const MAX_WAIT_MS = 60_000;

/** The shortest time between two attempts after a failure, unless the schedule is shorter. Milliseconds. */
const RETRY_MS = 15 * 60_000;

/**
 * Backs up the database on a schedule, one backup at a time. The newest file in the folder determines the next time, so
 * that a restart neither repeats nor omits a backup.
 */
export class BackupJob {
  readonly #options: BackupJobOptions;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #newest: ScheduledBackup | undefined;
  #failure: BackupStatus['failure'];
  #isRunning = false;

  constructor(options: BackupJobOptions) {
    this.#options = options;
  }

  /** Begins the schedule. The first backup runs at once if none is in the folder, or the next one is due. */
  start(): void {
    void this.check().finally(() => {
      if (this.#stopping.signal.aborted) return;
      const wait = this.#next - this.#options.clock();
      this.#timer = setTimeout(() => this.start(), Math.min(MAX_WAIT_MS, Math.max(1000, wait))).unref();
    });
  }

  /** Makes a backup if one is due. While one runs, it returns the promise of that one. Never rejects. */
  check(): Promise<void> {
    this.#round ??= this.#check().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  status(): BackupStatus {
    const { clock, everyMs } = this.#options;
    const last = this.#newest;
    const isLate = last !== undefined && clock() - last.at > 2 * everyMs;
    return { isRunning: this.#isRunning, last, next: this.#next, isLate, failure: this.#failure };
  }

  /** Ends the schedule, and abandons a backup that runs: no incomplete file stays. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#round;
  }

  get #next(): number {
    const { clock, everyMs } = this.#options;
    const due = this.#newest === undefined ? clock() : this.#newest.at + everyMs;
    const retry = this.#failure === undefined ? 0 : this.#failure.at + Math.min(RETRY_MS, everyMs);
    return Math.max(due, retry);
  }

  async #check(): Promise<void> {
    const { clock, observer } = this.#options;
    try {
      await this.#findNewest();
      if (clock() < this.#next || this.#stopping.signal.aborted) return;
      this.#isRunning = true;
      await this.#makeBackup();
      this.#failure = undefined;
      observer?.backupEnded('succeeded');
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#fail(error);
    } finally {
      this.#isRunning = false;
    }
  }

  async #makeBackup(): Promise<void> {
    const { folder, keep, clock, onError } = this.#options;
    await folder.removeIncomplete();
    await folder.create(clock(), this.#stopping.signal);
    const backups = await this.#findNewest();
    for (const { name } of backups.slice(keep)) {
      await folder.remove(name).catch((error) => onError?.('an old backup was not removed', error));
    }
  }

  /** Returns the backups up to now, the newest first. If the clock was ahead once, its backups must not stop the schedule. */
  async #findNewest(): Promise<readonly ScheduledBackup[]> {
    const { folder, clock, observer } = this.#options;
    const now = clock();
    const backups = (await folder.list()).filter(({ at }) => at <= now);
    this.#newest = backups[0];
    if (this.#newest) observer?.newestBackup(this.#newest);
    return backups;
  }

  #fail(error: unknown): void {
    const { clock, observer, onError } = this.#options;
    const reason = error instanceof DatabaseOpenError ? error.message : describe(error);
    this.#failure = { at: clock(), reason };
    observer?.backupEnded('failed');
    onError?.(`the scheduled backup failed: ${reason}`, error);
  }
}

/** Describes an error of the file system without its message, which contains a path. */
function describe(error: unknown): string {
  const { code } = error as { code?: string };
  return `The folder of the backups cannot be used${code === undefined ? '' : ` (${code})`}. Check that its disk is mounted.`;
}
