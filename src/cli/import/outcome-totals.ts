/** Counts as they are kept in a file. */
export interface SavedCounts {
  readonly total: number;
  readonly kept: readonly (readonly [text: string, count: number])[];
}

/** Counts texts, of which only so many different ones are kept: a file may hold a million. */
export class OutcomeTotals {
  total: number;
  readonly #limit: number;
  readonly #counts: Map<string, number>;

  /** @param saved where to go on from. */
  constructor(limit: number, { total, kept }: SavedCounts = { total: 0, kept: [] }) {
    this.total = total;
    this.#limit = limit;
    this.#counts = new Map(kept);
  }

  add(text: string): void {
    this.total += 1;
    const known = this.#counts.get(text);
    if (known !== undefined || this.#counts.size < this.#limit) this.#counts.set(text, (known ?? 0) + 1);
  }

  /** Those kept, the most frequent first. */
  get kept(): [text: string, count: number][] {
    return [...this.#counts].sort(([, a], [, b]) => b - a);
  }

  toJSON(): SavedCounts {
    return { total: this.total, kept: this.kept };
  }
}
