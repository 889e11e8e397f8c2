/** Figures of a store for monitoring. Reading them takes the same time however large the database is. */
export interface StoreFigures {
  /** The size of the data in bytes. */
  readonly databaseBytes: number;
  /** How many bytes of the WAL are not in the data yet. */
  readonly walBytes: number;
  /** The number of writes that wait for a commit. */
  readonly waitingWrites: number;
  /** The number of stored responses, as exact as the database knows it without counting. */
  readonly keptAnswers: number;
}

export interface Commit {
  /** The number of writes in it. */
  readonly writes: number;
  /** From the beginning of the transaction until the disk has stored it. */
  readonly milliseconds: number;
}

/** Receives every commit. */
export interface StoreObserver {
  committed(commit: Commit): void;
}
