import { randomFillSync } from 'node:crypto';

/** How many random bytes are asked of the system at once. To ask for each few would cost more than what is made of them. */
const POOL_BYTES = 4096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Random bytes, each given out once. @param count at most SUPPLY_BYTES. */
export function randomBytesFromPool(count: number): Buffer {
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}
