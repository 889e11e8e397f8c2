import { expect, test } from 'vitest';
import { lazyAsync } from '../../src/platform/lazy-async.ts';

test('lazyAsync creates a value once for many calls, and again after a failure', async () => {
  let made = 0;
  const get = lazyAsync(async () => {
    made += 1;
    if (made === 1) throw new Error('EMFILE');
    return made;
  });
  await expect(Promise.all([get(), get()])).rejects.toThrow('EMFILE');
  expect(await Promise.all([get(), get(), get()])).toEqual([2, 2, 2]);
  expect(await get()).toBe(2);
});
