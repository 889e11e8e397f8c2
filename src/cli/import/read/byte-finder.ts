/** Finds one byte value in a buffer. It caches the last result, so repeated searches near one position are cheap. */
export class ByteFinder {
  readonly #bytes: Buffer;
  readonly #value: number;
  /** There is no match between these two positions, and a match at the second. */
  #from = 0;
  #found = -1;

  constructor(bytes: Buffer, value: number) {
    this.#bytes = bytes;
    this.#value = value;
  }

  /** @returns the position of the first match at or after `from`; Infinity if there is none. */
  next(from: number): number {
    if (from > this.#found || from < this.#from) {
      const found = this.#bytes.indexOf(this.#value, from);
      this.#from = from;
      this.#found = found === -1 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#found;
  }
}
