import { randomBytes } from 'node:crypto';
import { v7 as uuidV7 } from 'uuid';

/** Makes the same ids in the same order after each restart, so that seeded data keeps its ids. */
export class RepeatableIds {
  readonly #random = randomBytes(16);
  #count = 0;

  /** @param msecs UNIX milliseconds, with which the id begins. */
  next(msecs: number): string {
    this.#count += 1;
    return uuidV7({ msecs, seq: this.#count, random: this.#random });
  }

  restart(): void {
    this.#count = 0;
  }
}
