import type { UpsertOutcome } from '../../../client/shapes.ts';

/** `OutcomeTotals` as the progress file stores it. */
export interface SavedTotals {
  readonly total: number;
  readonly kept: readonly (readonly [text: string, count: number])[];
}

/** Counts texts. It stores a limited number of different texts, since a file may contain a million. */
export class OutcomeTotals {
  total: number;
  readonly #limit: number;
  readonly #counts: Map<string, number>;

  /** @param saved the totals to continue from. */
  constructor(limit: number, { total, kept }: SavedTotals = { total: 0, kept: [] }) {
    this.total = total;
    this.#limit = limit;
    this.#counts = new Map(kept);
  }

  add(text: string): void {
    this.total += 1;
    const known = this.#counts.get(text);
    if (known !== undefined || this.#counts.size < this.#limit) this.#counts.set(text, (known ?? 0) + 1);
  }

  /** The stored texts, the most frequent first. */
  get kept(): [text: string, count: number][] {
    return [...this.#counts].sort(([, a], [, b]) => b - a);
  }

  toJSON(): SavedTotals {
    return { total: this.total, kept: this.kept };
  }
}

/** `ImportCounts` as the progress file stores it. */
export interface SavedCounts {
  readonly read: number;
  readonly valid: number;
  readonly rejected: number;
  readonly skipped?: number;
  readonly sharedEmails?: number;
  readonly outcomes: Readonly<Record<UpsertOutcome, number>>;
  readonly warnings: SavedTotals;
  readonly reasons?: SavedTotals;
  readonly unknownCountries: SavedTotals;
}

/** The results of the rows that have been processed. */
export class ImportCounts {
  read: number;
  /** The number of rows that match the spec. */
  valid: number;
  rejected: number;
  /** The number of rows that were not sent because of an option. */
  skipped: number;
  /** The number of rows whose email is on an earlier row with another id. Only a dry run without a server counts them. */
  sharedEmails: number;
  readonly outcomes: Record<UpsertOutcome, number>;
  /** The warnings of the server about accepted rows. */
  readonly warnings: OutcomeTotals;
  /** The reasons of the rejected rows, without the values of single rows. */
  readonly reasons: OutcomeTotals;
  /** Country names that have no code. They were left out of accepted rows. */
  readonly unknownCountries: OutcomeTotals;

  /** @param saved the counts to continue from. */
  constructor(saved?: SavedCounts) {
    this.read = saved?.read ?? 0;
    this.valid = saved?.valid ?? 0;
    this.rejected = saved?.rejected ?? 0;
    this.skipped = saved?.skipped ?? 0;
    this.sharedEmails = saved?.sharedEmails ?? 0;
    this.outcomes = { created: 0, updated: 0, unchanged: 0, linked: 0, stale: 0, ...saved?.outcomes };
    this.warnings = new OutcomeTotals(5, saved?.warnings);
    this.reasons = new OutcomeTotals(20, saved?.reasons);
    this.unknownCountries = new OutcomeTotals(100, saved?.unknownCountries);
  }
}
