import { randomBytes } from 'node:crypto';
import { v7 as uuidV7 } from 'uuid';

/** Ids that come again in the same order after a restart, so that what is planted again is what it was. */
export class RepeatableIds {
  readonly #random = randomBytes(16);
  #count = 0;

  /** @param msecs UNIX milliseconds, which the id begins with. */
  next(msecs: number): string {
    this.#count += 1;
    return uuidV7({ msecs, seq: this.#count, random: this.#random });
  }

  restart(): void {
    this.#count = 0;
  }
}
