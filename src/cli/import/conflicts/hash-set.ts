/** The number of slots at the start and at most, which is 64 MiB of memory. Both are powers of two. */
const FIRST_SIZE = 2 ** 12;
const LARGEST_SIZE = 2 ** 23;
const MAX_LOAD = 0.7;

/** The largest number of hashes in a set. */
export const MOST_HASHES = Math.floor(LARGEST_SIZE * MAX_LOAD);

/** A set of hashes of texts. It uses 8 bytes per slot, a fraction of the memory of a Set of texts. */
export class HashSet {
  #slots = new Float64Array(FIRST_SIZE);
  size = 0;

  /** @returns false if the set already contains the hash. */
  add(hash: number): boolean {
    if (this.size >= this.#slots.length * MAX_LOAD) this.#grow();
    const isNew = insert(this.#slots, hash);
    if (isNew) this.size += 1;
    return isNew;
  }

  has(hash: number): boolean {
    return this.#slots[slotOf(this.#slots, hash)] === hash;
  }

  #grow(): void {
    const slots = new Float64Array(this.#slots.length * 2);
    for (const hash of this.#slots) if (hash !== 0) insert(slots, hash);
    this.#slots = slots;
  }
}

function insert(slots: Float64Array, hash: number): boolean {
  const at = slotOf(slots, hash);
  if (slots[at] === hash) return false;
  slots[at] = hash;
  return true;
}

/** Returns the slot that contains the hash, or the free one for it. */
function slotOf(slots: Float64Array, hash: number): number {
  const mask = slots.length - 1;
  let at = hash & mask;
  while (slots[at] !== 0 && slots[at] !== hash) at = (at + 1) & mask;
  return at;
}

/** Returns a hash of 52 bits, never 0 (cyrb53). Two texts can have the same hash, but rarely do. */
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
