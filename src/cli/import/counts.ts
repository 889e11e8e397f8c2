/** Counts texts, of which only so many different ones are kept: a file may hold a million. */
export class Counts {
  total = 0;
  readonly #limit: number;
  readonly #counts = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
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
}
