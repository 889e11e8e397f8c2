import { expect, test } from 'vitest';
import type { ResponseStore } from '../../src/domain/store/store.ts';
import { ExpiredResponseCleaner } from '../../src/http/jobs/expired-response-cleaner.ts';

/** A store with the given number of expired responses, which deletes one at a time, or fails. */
function expired(count: number): ResponseStore {
  let left = count;
  return {
    deleteExpired: async () => {
      if (left < 0) throw new Error('The disk is gone.');
      left -= left > 0 ? 1 : 0;
      return left === 0 ? 0 : 1;
    },
  } as Partial<ResponseStore> as ResponseStore;
}

test('the first round starts at once, for a server that runs shorter than the interval', async () => {
  const heard: number[] = [];
  const cleaner = new ExpiredResponseCleaner({
    responses: expired(3),
    clock: () => 0,
    onDeleted: (count) => heard.push(count),
  });
  await new Promise(setImmediate);
  await cleaner.stop();
  expect(heard).toEqual([1, 1]);
});

test('a failing store is reported, and does not prevent the server from stopping', async () => {
  const faults: unknown[] = [];
  await new ExpiredResponseCleaner({
    responses: expired(-1),
    clock: () => 0,
    onError: (fault) => faults.push(fault),
  }).stop();
  expect(faults).toEqual([new Error('The disk is gone.')]);
});
