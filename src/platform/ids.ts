import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Makes a UUID of version 7, which begins with the time. */
export function makeId(): string {
  return v7({ random: randomBytesFromPool(16) });
}

/** The number of random bytes per call of the system. A call for each id would cost more than the rest of its creation. */
const POOL_BYTES = 4096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Returns random bytes, each of them only once. @param count at most POOL_BYTES. */
export function randomBytesFromPool(count: number): Buffer {
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}
