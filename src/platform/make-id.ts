import { v7 } from 'uuid';
import { randomBytesFromPool } from './random-pool.ts';

/** Makes a UUID of version 7, which begins with the time. */
export function makeId(): string {
  return v7({ random: randomBytesFromPool(16) });
}
