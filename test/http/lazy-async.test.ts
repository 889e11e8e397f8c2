import { expect, test } from 'vitest';
import { lazyAsync } from '../../src/platform/lazy-async.ts';

test('what is asked for often is made once, unless that failed', async () => {
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
