/** Returns whether a caller still waits for a result. */
export type IsAwaited = () => boolean;

export interface FairQueueOptions {
  /** The largest number of jobs of one owner that wait. */
  readonly mostWaiting: number;
  /** Creates the error of a job for which there is no place, or whose result is not awaited any more. */
  readonly refusal: () => Error;
}

/**
 * Runs jobs one after another. The owners of the waiting jobs take turns, so a job waits for at most one job of each other
 * owner, however many jobs they have.
 */
export class FairQueue<Owner> {
  readonly #options: FairQueueOptions;
  /** The waiting jobs. The first owner has the next turn. */
  readonly #waiting = new Map<Owner, (() => Promise<void>)[]>();
  #isRunning = false;

  constructor(options: FairQueueOptions) {
    this.#options = options;
  }

  /**
   * Runs a job when its turn has come.
   *
   * @param isAwaited returns whether a job that has waited is still worth running. Default: always.
   * @throws what the job throws, or `refusal`.
   */
  async run<T>(owner: Owner, job: () => Promise<T>, isAwaited: IsAwaited = () => true): Promise<T> {
    const own = this.#waiting.get(owner) ?? [];
    if (own.length >= this.#options.mostWaiting) throw this.#options.refusal();
    this.#waiting.set(owner, own);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const hasWaited = this.#isRunning;
    own.push(async () => {
      if (!hasWaited || isAwaited()) await Promise.resolve().then(job).then(resolve, reject);
      else reject(this.#options.refusal());
    });
    if (!this.#isRunning) void this.#runAll();
    return promise;
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    for (let next = this.#takeNext(); next; next = this.#takeNext()) await next();
    this.#isRunning = false;
  }

  #takeNext(): (() => Promise<void>) | undefined {
    const [turn] = this.#waiting;
    if (!turn) return undefined;
    const [owner, jobs] = turn;
    const job = jobs.shift();
    // An owner with further jobs goes to the end of the row.
    this.#waiting.delete(owner);
    if (jobs.length > 0) this.#waiting.set(owner, jobs);
    return job;
  }
}
