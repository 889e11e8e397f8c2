import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { KeyedQueue, mapConcurrent, OrderedEffects } from '../../src/cli/import/send/concurrency.ts';

/** Numbers from 0 on, and how many have been asked for. */
function numbers(count: number) {
  const asked = { count: 0, isClosed: false };
  async function* generate(): AsyncGenerator<number, void, void> {
    try {
      for (; asked.count < count; asked.count += 1) yield asked.count;
    } finally {
      asked.isClosed = true;
    }
  }
  return { asked, items: generate() };
}

describe('work in parallel', () => {
  const { signal } = new AbortController();

  test('is done once for every item, never more at a time than there are workers', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await mapConcurrent(numbers(50).items, { workers: 4, stop: signal }, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await sleep(1);
      running -= 1;
      done.push(item);
    });
    expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect(most).toBe(4);
  });

  test('reads no further than it works', async () => {
    const { asked, items } = numbers(1000);
    const stop = new AbortController();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const all = mapConcurrent(items, { workers: 3, stop: stop.signal }, () => held);
    await sleep(20);
    expect(asked.count).toBeLessThanOrEqual(3);
    stop.abort();
    release();
    await all;
    expect(asked).toMatchObject({ isClosed: true });
  });

  test('ends with the first failure, after what was running', async () => {
    const ended: number[] = [];
    const { asked, items } = numbers(1000);
    const all = mapConcurrent(items, { workers: 3, stop: signal }, async (item) => {
      await sleep(item === 0 ? 1 : 20);
      ended.push(item);
      if (item === 0) throw new Error('The first.');
    });
    await expect(all).rejects.toThrow('The first.');
    expect(ended).toEqual([0, 1, 2]);
    expect(asked.isClosed).toBe(true);
  });

  test('ends with what the reading threw', async () => {
    async function* broken(): AsyncGenerator<number, void, void> {
      yield 1;
      throw new Error('Line 2.');
    }
    await expect(mapConcurrent(broken(), { workers: 3, stop: signal }, async () => {})).rejects.toThrow(
      'Line 2.',
    );
  });
});

describe('work by key', () => {
  test('is done in order where a key is shared, and at once where none is', async () => {
    const order = new KeyedQueue();
    const told: string[] = [];
    const work = (name: string, ms: number) => async () => {
      await sleep(ms);
      told.push(name);
    };
    await Promise.all([
      order.run(['id 1', 'email a'], work('first', 20)),
      order.run(['id 2', 'email a'], work('second', 1)),
      order.run(['id 2', 'email b'], work('third', 1)),
      order.run(['id 9', 'email z'], work('alone', 1)),
    ]);
    expect(told).toEqual(['alone', 'first', 'second', 'third']);
  });

  test('is not begun after a failure that it had to wait for, however late it comes', async () => {
    const order = new KeyedQueue();
    const begun: string[] = [];
    const failing = order.run(['id 1'], () => Promise.reject(new Error('The first.')));
    const next = order.run(['id 1', 'id 2'], async () => begun.push('next'));
    const other = order.run(['id 3'], async () => begun.push('other'));
    await expect(failing).rejects.toThrow('The first.');
    await expect(next).rejects.toThrow('The first.');
    await expect(order.run(['id 2'], async () => begun.push('late'))).rejects.toThrow('The first.');
    await other;
    expect(begun).toEqual(['other']);
  });
});

describe('work in turn', () => {
  test('ends in any order and is followed up in that in which it began', async () => {
    const turns = new OrderedEffects();
    const told: string[] = [];
    const tell = (name: string) => void told.push(name);
    const first = turns.run(later(20, 'first'), tell);
    await Promise.all([first, turns.run(later(0, 'second'), tell)]);
    expect(told).toEqual(['first', 'second']);
  });

  test('is not followed up after a failure, but is let end', async () => {
    const turns = new OrderedEffects();
    const told: string[] = [];
    const tell = (name: string) => void told.push(name);
    const slow = later(20, 'second');
    const failing = turns.run(Promise.reject(new Error('The first.')), tell);
    const next = turns.run(slow, tell);
    await expect(failing).rejects.toThrow('The first.');
    const ended = await Promise.race([slow, next.catch(() => 'not waited for')]);
    expect(ended).toBe('second');
    await expect(next).rejects.toThrow('The first.');
    expect(told).toEqual([]);
  });
});

async function later(milliseconds: number, name: string): Promise<string> {
  await sleep(milliseconds);
  return name;
}
