import type { CheckResult, DatabaseHealth } from '../../../domain/store/maintenance.ts';

/** The results of the last run of the checks that `upsertd doctor` runs. */
export interface ChecksRun {
  /** When the run ended, in UNIX milliseconds. */
  readonly at: number;
  /** Empty if the run failed. */
  readonly results: readonly CheckResult[];
}

/** Runs the checks of the database at the operator's request, one run at a time, and remembers the last results. */
export class DatabaseChecks {
  readonly #health: DatabaseHealth;
  readonly #clock: () => number;
  #running: Promise<void> | undefined;
  last: ChecksRun | undefined;

  /** @param clock returns the time in UNIX milliseconds. */
  constructor(health: DatabaseHealth, clock: () => number) {
    this.#health = health;
    this.#clock = clock;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Starts a run, unless one is running. The page shows the results when the run has ended. */
  start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    const results = await this.#health.diagnose(this.#clock()).catch(() => []);
    this.last = { at: this.#clock(), results };
  }
}
