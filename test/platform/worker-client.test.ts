import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { unavailable } from '../../src/domain/problem.ts';
import { WorkerClient } from '../../src/platform/worker-client.ts';
import type { WorkerClientOptions } from '../../src/platform/worker-client-options.ts';
import { ECHO_WORKER } from './echo-worker.ts';

/** The worker's data. A worker cannot start with an obstacle, because a function cannot be copied to another thread. */
interface StartData {
  obstacle?: () => void;
}

function echoClient(options: Partial<WorkerClientOptions<string>> = {}) {
  const client = new WorkerClient<unknown, unknown, string>({
    module: ECHO_WORKER,
    workerData: {},
    toError: unavailable,
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

const UNAVAILABLE = { name: 'Problem', code: 'unavailable' };

describe('a worker client', () => {
  test('is not stalled because its worker could not start', async () => {
    const workerData: StartData = { obstacle: () => {} };
    const client = echoClient({ workerData, stallMs: 1 });
    await expect(client.request('a')).rejects.toMatchObject(UNAVAILABLE);
    await sleep(50);
    expect(client.isStalled).toBe(false);
  });

  test('rejects each request while the worker cannot start, and resolves each later request with its own response', async () => {
    const workerData: StartData = { obstacle: () => {} };
    const client = echoClient({ workerData });
    await expect(client.request('a')).rejects.toMatchObject(UNAVAILABLE);
    await expect(client.request('b')).rejects.toMatchObject(UNAVAILABLE);
    delete workerData.obstacle;
    const responses = await Promise.all(['c', 'd', 'e'].map((request) => client.request(request)));
    expect(responses).toEqual(['c', 'd', 'e']);
  });

  test('rejects only the request that cannot be copied, and resolves those around it', async () => {
    const client = echoClient();
    const requests = ['a', () => {}, 'b'].map((request) => client.request(request));
    const [before, bad, after] = await Promise.allSettled(requests);
    expect([before, after]).toEqual([
      { status: 'fulfilled', value: 'a' },
      { status: 'fulfilled', value: 'b' },
    ]);
    expect(bad).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
  });

  test('rejects only the requests whose handler throws or returns what cannot be copied', async () => {
    const client = echoClient();
    const requests = ['a', 'throw', 'function', 'b'].map((request) => client.request(request));
    const settled = await Promise.allSettled(requests);
    expect(settled.map((each) => ('value' in each ? each.value : each.reason.code))).toEqual([
      'a',
      'unavailable',
      'unavailable',
      'b',
    ]);
    expect(settled[1]).toMatchObject({ reason: { cause: { message: 'It threw.', code: 'E_THREW' } } });
  });

  test('rejects all pending requests when the worker exits, and starts it again for the next request', async () => {
    const client = echoClient();
    const requests = ['a', 'exit', 'b', 'c'].map((request) => client.request(request));
    const settled = await Promise.allSettled(requests);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(client.pending).toBe(0);
    expect(await client.request('d')).toBe('d');
  });

  test('rejects every request, also after the next start, if the worker exits before its first message', async () => {
    const client = echoClient({ module: new URL('no-such-module.ts', ECHO_WORKER) });
    for (let start = 0; start < 2; start += 1) {
      const settled = await Promise.allSettled([client.request('a'), client.request('b')]);
      for (const each of settled) expect(each).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
    }
  });

  test('rejects requests after close, and does not start the worker again', async () => {
    const client = echoClient();
    expect(await client.request('a')).toBe('a');
    await client.close();
    await expect(client.request('b')).rejects.toMatchObject(UNAVAILABLE);
  });

  test('rejects requests after close if no worker was started', async () => {
    const client = echoClient();
    await client.close();
    await expect(client.request('a')).rejects.toMatchObject(UNAVAILABLE);
  });

  test('resolves the requests that it sent before close', async () => {
    const client = echoClient();
    const responses = ['a', 'wait', 'b', 'release'].map((request) => client.request(request));
    await client.close();
    expect(await Promise.all(responses)).toEqual(['a', 'wait', 'b', 'release']);
  });

  test('closes once if close is called twice', async () => {
    const client = echoClient();
    const response = client.request('a');
    await Promise.all([client.close(), client.close()]);
    expect(await response).toBe('a');
  });
});

describe('a message with several requests', () => {
  test('resolves each request with its own response, and counts those without one as pending', async () => {
    const client = echoClient();
    const [waiting, ...others] = client.requestEach(['wait', 'throw', 'b'], 3);
    const settled = await Promise.allSettled(others);
    expect(settled).toMatchObject([
      { status: 'rejected', reason: UNAVAILABLE },
      { status: 'fulfilled', value: 'b' },
    ]);
    expect(client.pending).toBe(1);
    await client.request('release');
    expect(await waiting).toBe('wait');
    expect(client.pending).toBe(0);
  });

  test('rejects all its requests if the worker cannot read it', async () => {
    const client = echoClient();
    const settled = await Promise.allSettled(client.requestEach('unreadable', 2));
    for (const each of settled) expect(each).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
    expect(settled).toHaveLength(2);
    expect(await client.request('a')).toBe('a');
  });
});

describe('the options of a worker client', () => {
  test('receive the events of a message before its responses', async () => {
    const order: unknown[] = [];
    const client = echoClient({ onEvent: (event) => order.push(`handled ${event}`) });
    await Promise.all(
      client.requestEach(['event 1', 'event 2'], 2).map(async (response) => order.push(await response)),
    );
    expect(order).toEqual(['handled event 1', 'handled event 2', 'event 1', 'event 2']);
  });

  test('convert each error, and say whether the worker has handled the request', async () => {
    const toError: WorkerClientOptions['toError'] = ({ code }, failure) => `${failure} ${code}`;
    await expect(echoClient({ toError }).request('throw')).rejects.toBe('thrown E_THREW');
    await expect(echoClient({ toError }).request('exit')).rejects.toBe('lost undefined');
    await expect(echoClient({ toError }).request(() => {})).rejects.toMatch('unhandled ');
    const module = new URL('no-such-module.ts', ECHO_WORKER);
    await expect(echoClient({ toError, module }).request('a')).rejects.toMatch('unhandled ');
  });

  test('are called when no request is pending any more', async () => {
    let idle = 0;
    const client = echoClient({ onIdle: () => idle++ });
    const waiting = client.request('wait');
    await client.request('a');
    expect(idle).toBe(0);
    await client.request('release');
    await waiting;
    expect(idle).toBe(1);
    await expect(client.request('exit')).rejects.toMatchObject(UNAVAILABLE);
    expect(idle).toBe(2);
  });

  test('rejects pending and new requests while a worker with a time limit responds to none, and serves later ones', async () => {
    const client = echoClient({ stallMs: 300 });
    // The start of the worker may take longer.
    const first = () => client.request('a').catch(() => undefined);
    await expect.poll(first, { timeout: 20_000 }).toBe('a');
    const waiting = [client.request('block'), client.request('b')];
    expect(client.isStalled).toBe(false);
    const results = await Promise.allSettled(waiting);
    expect(results).toMatchObject([{ reason: UNAVAILABLE }, { reason: UNAVAILABLE }]);
    expect(client.isStalled).toBe(true);
    await expect(client.request('c')).rejects.toMatchObject(UNAVAILABLE);
    await expect.poll(() => client.isStalled, { timeout: 20_000 }).toBe(false);
    await expect(client.request('d')).resolves.toBe('d');
  });

  test('does not reject requests of a worker with a time limit that responds to others', async () => {
    const client = echoClient({ stallMs: 3000 });
    const waiting = client.request('wait');
    for (let count = 0; count < 10; count += 1) {
      await expect(client.request(count)).resolves.toBe(count);
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    await client.request('release');
    await expect(waiting).resolves.toBe('wait');
  });
});
