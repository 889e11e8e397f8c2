import { v7 } from 'uuid';
import { takeRandom } from './random-supply.ts';

/** A new UUID of version 7, which begins with the time. */
export function makeId(): string {
  return v7({ random: takeRandom(16) });
}
