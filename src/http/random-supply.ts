import { randomFillSync } from 'node:crypto';

/** How many random bytes are asked of the system at once. To ask for each few would cost more than what is made of them. */
const SUPPLY_BYTES = 4096;

const supply = Buffer.alloc(SUPPLY_BYTES);
let used = SUPPLY_BYTES;

/** Random bytes, each given out once. @param count at most SUPPLY_BYTES. */
export function takeRandom(count: number): Buffer {
  if (used + count > SUPPLY_BYTES) {
    randomFillSync(supply);
    used = 0;
  }
  used += count;
  return supply.subarray(used - count, used);
}
