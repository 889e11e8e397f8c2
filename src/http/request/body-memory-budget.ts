import { Problem } from '../../domain/problem.ts';

/** A body up to this size is not counted, as almost all are. Bytes. */
const SMALL_BYTES = 64 * 1024;

/** How much memory the larger bodies of one key may take at once. Bytes. */
const ROOM_BYTES = 64 * 1024 * 1024;

/** Shares the memory for bodies out, so that no key takes it from all others. */
export class BodyMemoryBudget {
  /** Bytes by the ids of keys. */
  readonly #taken = new Map<string, number>();

  /**
   * Takes room for a body, before it is read.
   *
   * @param bytes how long it can become.
   * @returns how to give the room back; undefined where none was needed.
   * @throws Problem unavailable as long as the other bodies of the key leave too little.
   */
  reserve(keyId: string, bytes: number): (() => void) | undefined {
    if (bytes <= SMALL_BYTES) return undefined;
    const taken = (this.#taken.get(keyId) ?? 0) + bytes;
    if (taken > ROOM_BYTES) throw tooManyAtOnce();
    this.#taken.set(keyId, taken);
    return () => this.#release(keyId, bytes);
  }

  #release(keyId: string, bytes: number): void {
    const left = (this.#taken.get(keyId) ?? 0) - bytes;
    if (left > 0) this.#taken.set(keyId, left);
    else this.#taken.delete(keyId);
  }
}

function tooManyAtOnce(): Problem {
  return new Problem(
    'unavailable',
    'This key has more large bodies on the way than are read at once. Send them one after another.',
  );
}
