import { describe, expect, onTestFinished, test } from 'vitest';
import { Thread } from '../../../src/storage/sqlite/thread.ts';
import { THREAD_ECHO } from './thread-echo.ts';

/** What a thread that cannot start is given: a function cannot go to another thread. */
interface StartData {
  obstacle?: () => void;
}

function echo(data: StartData = {}, module = THREAD_ECHO): Thread<unknown, unknown> {
  const thread = new Thread<unknown, unknown>(module, data);
  onTestFinished(() => thread.close());
  return thread;
}

const unavailable = { name: 'Problem', code: 'unavailable' };

describe('a thread', () => {
  test('that cannot start fails each ask, and gives every later ask its own answer', async () => {
    const data: StartData = { obstacle: () => {} };
    const thread = echo(data);
    await expect(thread.ask('a')).rejects.toMatchObject(unavailable);
    await expect(thread.ask('b')).rejects.toMatchObject(unavailable);
    delete data.obstacle;
    expect(await Promise.all(['c', 'd', 'e'].map((ask) => thread.ask(ask)))).toEqual(['c', 'd', 'e']);
  });

  test('that is sent what cannot be copied fails that ask alone, and answers those around it', async () => {
    const thread = echo();
    const [before, bad, after] = await Promise.allSettled(['a', () => {}, 'b'].map((ask) => thread.ask(ask)));
    expect([before, after]).toEqual([
      { status: 'fulfilled', value: 'a' },
      { status: 'fulfilled', value: 'b' },
    ]);
    expect(bad).toMatchObject({ status: 'rejected', reason: unavailable });
  });

  test('that throws, or answers with what cannot be copied, fails that ask alone', async () => {
    const thread = echo();
    const settled = await Promise.allSettled(['a', 'throw', 'function', 'b'].map((ask) => thread.ask(ask)));
    expect(settled.map((each) => ('value' in each ? each.value : each.reason.code))).toEqual([
      'a',
      'unavailable',
      'unavailable',
      'b',
    ]);
  });

  test('that ends while several asks wait fails all of them, and starts again for the next ask', async () => {
    const thread = echo();
    const settled = await Promise.allSettled(['a', 'exit', 'b', 'c'].map((ask) => thread.ask(ask)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(await thread.ask('d')).toBe('d');
  });

  test('that ends before its first message fails every ask, also those of the next start', async () => {
    const thread = echo({}, new URL('no-such-module.ts', THREAD_ECHO));
    for (let start = 0; start < 2; start += 1) {
      const settled = await Promise.allSettled([thread.ask('a'), thread.ask('b')]);
      for (const each of settled) expect(each).toMatchObject({ status: 'rejected', reason: unavailable });
    }
  });

  test('that was closed fails what it is asked later, instead of starting again', async () => {
    const thread = echo();
    expect(await thread.ask('a')).toBe('a');
    await thread.close();
    await expect(thread.ask('b')).rejects.toMatchObject(unavailable);
  });

  test('answers what it was asked before it was closed', async () => {
    const thread = echo();
    const asked = [thread.ask('a'), thread.ask('b')];
    await thread.close();
    expect(await Promise.all(asked)).toEqual(['a', 'b']);
  });
});
