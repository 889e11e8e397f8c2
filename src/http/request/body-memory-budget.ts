import { Problem } from '../../domain/problem.ts';

/** A body up to this size is not counted; almost all bodies are smaller. Bytes. */
export const SMALL_BODY_BYTES = 64 * 1024;

/** The memory that the larger bodies of one API key may use at once. Bytes. */
const BUDGET_BYTES = 64 * 1024 * 1024;

/** Limits the memory for the bodies of each API key, so that one API key cannot use all of it. */
export class BodyMemoryBudget {
  /** The reserved bytes of each API key, by its id. */
  readonly #reserved = new Map<string, number>();

  /**
   * Reserves memory for a body before it is read.
   *
   * @param bytes the largest length that the body can have.
   * @returns releases the memory.
   * @throws Problem unavailable while the other bodies of the API key use too much memory.
   */
  reserve(keyId: string, bytes: number): () => void {
    const reserved = (this.#reserved.get(keyId) ?? 0) + bytes;
    if (reserved > BUDGET_BYTES) throw tooManyAtOnce();
    this.#reserved.set(keyId, reserved);
    return () => this.#release(keyId, bytes);
  }

  #release(keyId: string, bytes: number): void {
    const left = (this.#reserved.get(keyId) ?? 0) - bytes;
    if (left > 0) this.#reserved.set(keyId, left);
    else this.#reserved.delete(keyId);
  }
}

function tooManyAtOnce(): Problem {
  return new Problem(
    'unavailable',
    'This API key is sending more large bodies than the server reads at once. Send them one after another.',
  );
}
