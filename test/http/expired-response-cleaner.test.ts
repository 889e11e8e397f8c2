import { expect, test } from 'vitest';
import type { ResponseStore } from '../../src/domain/store.ts';
import { ExpiredResponseCleaner } from '../../src/http/jobs/expired-response-cleaner.ts';

/** A store with so many expired answers, of which it forgets one at a time, or fails. */
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

test('sweeping begins at the start, for a server that never runs as long as a round takes to come', async () => {
  const heard: number[] = [];
  const sweeper = new ExpiredResponseCleaner({
    responses: expired(3),
    clock: () => 0,
    onDeleted: (count) => heard.push(count),
  });
  await new Promise(setImmediate);
  await sweeper.stop();
  expect(heard).toEqual([1, 1]);
});

test('a store that fails is told of, and does not keep the server from stopping', async () => {
  const faults: unknown[] = [];
  await new ExpiredResponseCleaner({
    responses: expired(-1),
    clock: () => 0,
    onError: (fault) => faults.push(fault),
  }).stop();
  expect(faults).toEqual([new Error('The disk is gone.')]);
});
