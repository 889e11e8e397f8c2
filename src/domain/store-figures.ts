/** What a store tells of itself to those who watch over it. Each figure is a look-up, however much is stored. */
export interface StoreFigures {
  /** The data, in bytes. */
  readonly databaseBytes: number;
  /** What is committed and not yet moved into the data, in bytes. */
  readonly walBytes: number;
  /** Writes that wait for a commit. */
  readonly waitingWrites: number;
  /** How many answers are kept under Idempotency-Keys, as near as the database knows it without counting. */
  readonly keptAnswers: number;
}

export interface Commit {
  /** How many writes shared it. */
  readonly writes: number;
  /** From its beginning to the disk's word that it is there. */
  readonly milliseconds: number;
}

/** Hears of every commit. */
export interface StoreObserver {
  committed(commit: Commit): void;
}
