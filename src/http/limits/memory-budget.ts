import { getHeapStatistics } from 'node:v8';

/** The smallest size of a budget, in bytes: four bodies of the largest size. */
const MIN_BUDGET_BYTES = 32 * 1024 * 1024;

/** The share of the memory of Node that a budget has. */
const SHARE_OF_HEAP = 1 / 8;

/** The share of a budget that one owner can have. */
const SHARE_OF_OWNER = 1 / 4;

/** The memory that each owner gets even if the others use the whole budget, so that its small requests succeed. Bytes. */
const ALWAYS_BYTES = 64 * 1024;

/** The size of a budget of this process, in bytes: an eighth of the heap limit of Node, at least 32 MiB. */
export function budgetBytes(): number {
  return Math.max(MIN_BUDGET_BYTES, Math.floor(getHeapStatistics().heap_size_limit * SHARE_OF_HEAP));
}

/** Memory that was reserved for one owner. */
export interface Reservation {
  /** Adds bytes. @returns false, and adds nothing, if the budget lacks them. */
  grow(bytes: number): boolean;
  release(): void;
}

/**
 * Limits the memory that the requests of all owners use at once, and the share of each owner, so that no owner can use up
 * the memory that the others need. An owner is an API key, or all requests without one.
 */
export class MemoryBudget {
  readonly #total: number;
  readonly #ofOwner: number;
  readonly #reserved = new Map<string, number>();
  #sum = 0;

  /** @param total in bytes. */
  constructor(total = budgetBytes()) {
    this.#total = total;
    this.#ofOwner = total * SHARE_OF_OWNER;
  }

  /** Whether the budget has this many bytes for an owner. An owner without memory gets more than its share if nothing else fits. */
  hasRoom(owner: string, bytes: number): boolean {
    const own = this.#reserved.get(owner) ?? 0;
    const fitsOwner = own === 0 || own + bytes <= this.#ofOwner;
    const fitsAll = this.#sum === 0 || this.#sum + bytes <= this.#total;
    return (fitsOwner && fitsAll) || own + bytes <= ALWAYS_BYTES;
  }

  /** Reserves memory, or returns undefined if the budget has no room for it. */
  reserve(owner: string, bytes: number): Reservation | undefined {
    return this.hasRoom(owner, bytes) ? this.reserveAnyway(owner, bytes) : undefined;
  }

  /** Reserves memory that is in use already. */
  reserveAnyway(owner: string, bytes: number): Reservation {
    let size = bytes;
    this.#add(owner, bytes);
    return {
      grow: (more) => {
        if (!this.hasRoom(owner, more)) return false;
        size += more;
        this.#add(owner, more);
        return true;
      },
      release: () => {
        this.#add(owner, -size);
        size = 0;
      },
    };
  }

  #add(owner: string, bytes: number): void {
    this.#sum += bytes;
    const own = (this.#reserved.get(owner) ?? 0) + bytes;
    if (own > 0) this.#reserved.set(owner, own);
    else this.#reserved.delete(owner);
  }
}
