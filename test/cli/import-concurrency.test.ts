import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { KeyedQueue, mapConcurrent, OrderedEffects } from '../../src/cli/import/send/concurrency.ts';

/** Generates numbers from 0, and counts how many have been requested. */
function numbers(count: number) {
  const requested = { count: 0, isClosed: false };
  async function* generate(): AsyncGenerator<number, void, void> {
    try {
      for (; requested.count < count; requested.count += 1) yield requested.count;
    } finally {
      requested.isClosed = true;
    }
  }
  return { requested, items: generate() };
}

describe('mapConcurrent', () => {
  const { signal } = new AbortController();

  test('processes every item once, with at most as many concurrent items as workers', async () => {
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

  test('requests no more items than it has workers', async () => {
    const { requested, items } = numbers(1000);
    const stop = new AbortController();
    let release = () => {};
    const pending = new Promise<void>((resolve) => {
      release = resolve;
    });
    const all = mapConcurrent(items, { workers: 3, stop: stop.signal }, () => pending);
    await sleep(20);
    expect(requested.count).toBeLessThanOrEqual(3);
    stop.abort();
    release();
    await all;
    expect(requested).toMatchObject({ isClosed: true });
  });

  test('fails with the first error, after the running items have ended', async () => {
    const ended: number[] = [];
    const { requested, items } = numbers(1000);
    const all = mapConcurrent(items, { workers: 3, stop: signal }, async (item) => {
      await sleep(item === 0 ? 1 : 20);
      ended.push(item);
      if (item === 0) throw new Error('The first.');
    });
    await expect(all).rejects.toThrow('The first.');
    expect(ended).toEqual([0, 1, 2]);
    expect(requested.isClosed).toBe(true);
  });

  test('fails with the error of the source of items', async () => {
    async function* broken(): AsyncGenerator<number, void, void> {
      yield 1;
      throw new Error('Line 2.');
    }
    await expect(mapConcurrent(broken(), { workers: 3, stop: signal }, async () => {})).rejects.toThrow(
      'Line 2.',
    );
  });
});

describe('KeyedQueue', () => {
  test('runs work that shares a key in order, and other work at once', async () => {
    const queue = new KeyedQueue();
    const finished: string[] = [];
    const work = (name: string, ms: number) => async () => {
      await sleep(ms);
      finished.push(name);
    };
    await Promise.all([
      queue.run(['id 1', 'email a'], work('first', 20)),
      queue.run(['id 2', 'email a'], work('second', 1)),
      queue.run(['id 2', 'email b'], work('third', 1)),
      queue.run(['id 9', 'email z'], work('alone', 1)),
    ]);
    expect(finished).toEqual(['alone', 'first', 'second', 'third']);
  });

  test('does not start work after a failure of earlier work with a shared key, even if that work is queued later', async () => {
    const queue = new KeyedQueue();
    const started: string[] = [];
    const failing = queue.run(['id 1'], () => Promise.reject(new Error('The first.')));
    const next = queue.run(['id 1', 'id 2'], async () => started.push('next'));
    const other = queue.run(['id 3'], async () => started.push('other'));
    await expect(failing).rejects.toThrow('The first.');
    await expect(next).rejects.toThrow('The first.');
    await expect(queue.run(['id 2'], async () => started.push('late'))).rejects.toThrow('The first.');
    await other;
    expect(started).toEqual(['other']);
  });
});

describe('OrderedEffects', () => {
  test('runs the effects in the order in which the work started, whatever ends first', async () => {
    const effects = new OrderedEffects();
    const applied: string[] = [];
    const apply = (name: string) => void applied.push(name);
    const first = effects.run(later(20, 'first'), apply);
    await Promise.all([first, effects.run(later(0, 'second'), apply)]);
    expect(applied).toEqual(['first', 'second']);
  });

  test('runs no effect after a failure, and lets later work end', async () => {
    const effects = new OrderedEffects();
    const applied: string[] = [];
    const apply = (name: string) => void applied.push(name);
    const slow = later(20, 'second');
    const failing = effects.run(Promise.reject(new Error('The first.')), apply);
    const next = effects.run(slow, apply);
    await expect(failing).rejects.toThrow('The first.');
    const ended = await Promise.race([slow, next.catch(() => 'not waited for')]);
    expect(ended).toBe('second');
    await expect(next).rejects.toThrow('The first.');
    expect(applied).toEqual([]);
  });
});

async function later(milliseconds: number, name: string): Promise<string> {
  await sleep(milliseconds);
  return name;
}
