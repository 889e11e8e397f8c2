/** Number of slots at the start, and at most: 64 MiB of memory. Powers of two. */
const FIRST_SIZE = 2 ** 12;
const LARGEST_SIZE = 2 ** 23;
const FULLEST = 0.7;

/** How many hashes a set holds at most. */
export const MOST_HASHES = Math.floor(LARGEST_SIZE * FULLEST);

/** A set of hashes of texts in 8 bytes a slot, a small part of what a Set of texts takes. */
export class HashSet {
  #slots = new Float64Array(FIRST_SIZE);
  size = 0;

  /** @returns false if the hash is in the set already. */
  add(hash: number): boolean {
    if (this.size >= this.#slots.length * FULLEST) this.#grow();
    const isNew = insert(this.#slots, hash);
    if (isNew) this.size += 1;
    return isNew;
  }

  #grow(): void {
    const slots = new Float64Array(this.#slots.length * 2);
    for (const hash of this.#slots) if (hash !== 0) insert(slots, hash);
    this.#slots = slots;
  }
}

function insert(slots: Float64Array, hash: number): boolean {
  const mask = slots.length - 1;
  for (let at = hash & mask; ; at = (at + 1) & mask) {
    if (slots[at] === hash) return false;
    if (slots[at] === 0) {
      slots[at] = hash;
      return true;
    }
  }
}

/** A hash of 52 bits, never 0 (cyrb53). Different texts rarely share one, but they may. */
export function hashText(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return (low & 0xfffff) * 2 ** 32 + (high >>> 0) || 1;
}
