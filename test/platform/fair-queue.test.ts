import { expect, test } from 'vitest';
import { FairQueue } from '../../src/platform/fair-queue.ts';

const queueOf = (mostWaiting = 10) =>
  new FairQueue<string>({ mostWaiting, refusal: () => new Error('Too many wait.') });

test('a fair queue runs one job at a time, and the owners of waiting jobs take turns', async () => {
  const queue = queueOf();
  const log: string[] = [];
  const job = (name: string) => async () => {
    log.push(`${name} begins`);
    await new Promise(setImmediate);
    log.push(`${name} ends`);
  };
  await Promise.all([
    ...['a1', 'a2', 'a3'].map((name) => queue.run('a', job(name))),
    ...['b1', 'b2'].map((name) => queue.run('b', job(name))),
    queue.run('c', job('c1')),
  ]);
  const order = ['a1', 'a2', 'b1', 'c1', 'a3', 'b2'];
  expect(
    log
      .filter((entry) => entry.endsWith('begins'))
      .map((entry) => entry.slice(0, 2))
      .sort(),
  ).toEqual([...order].sort());
  for (let index = 0; index < log.length; index += 2)
    expect(log[index + 1]).toBe(log[index]?.replace('begins', 'ends'));
  expect(log.indexOf('c1 begins')).toBeLessThan(log.indexOf('a3 begins'));
  expect(log.indexOf('b1 begins')).toBeLessThan(log.indexOf('a3 begins'));
});

test('a fair queue returns the result of each job, and a job that fails does not stop the others', async () => {
  const queue = queueOf();
  const results = await Promise.allSettled([
    queue.run('a', async () => 1),
    queue.run('a', () => Promise.reject(new Error('It failed.'))),
    queue.run('a', () => {
      throw new Error('It threw.');
    }),
    queue.run('a', async () => 2),
  ]);
  expect(results).toMatchObject([
    { value: 1 },
    { reason: { message: 'It failed.' } },
    { reason: { message: 'It threw.' } },
    { value: 2 },
  ]);
});

test('a fair queue refuses a job of an owner who has the largest number of waiting jobs, and takes those of others', async () => {
  const queue = queueOf(2);
  const wait = () => new Promise((resolve) => setImmediate(resolve));
  const accepted = [queue.run('a', wait), queue.run('a', wait), queue.run('a', wait)];
  await expect(queue.run('a', wait)).rejects.toThrow('Too many wait.');
  accepted.push(queue.run('b', wait));
  await Promise.all(accepted);
  await queue.run('a', wait);
});

test('a fair queue does not run a job whose result is not awaited any more', async () => {
  const queue = queueOf();
  const ran: string[] = [];
  let isAwaited = true;
  const job = (name: string) => async () => void ran.push(name);
  const first = queue.run('a', async () => {
    isAwaited = false;
  });
  const left = queue.run('a', job('left'), () => isAwaited);
  const awaited = queue.run('a', job('awaited'));
  await Promise.all([first, awaited]);
  await expect(left).rejects.toThrow('Too many wait.');
  expect(ran).toEqual(['awaited']);
});
