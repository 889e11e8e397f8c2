import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Tenant } from '../../src/domain/tenant.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { Running, Served } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

let cwd: string;
beforeEach(() => {
  cwd = tempFolder();
});

const BODY = JSON.stringify({ email: 'slow@example.com' });

/** A request of which the server has the head, and the body comes when `finish` is called. */
async function slowRequest({ url, key }: Served) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => {
    socket.destroy();
  });
  let answer = '';
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text;
  });
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  const head = [
    'PUT /v2/customers/external/practicehub/slow HTTP/1.1',
    'Host: localhost',
    `x-api-key: ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${BODY.length}`,
    'Expect: 100-continue',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  // The server answers the expectation, so it is in the middle of the request now.
  while (!answer.includes('100 Continue')) await once(socket, 'data');
  return {
    finish: async () => {
      socket.write(BODY);
      await closed;
      return answer;
    },
    cut: () => socket.destroy(),
  };
}

/** Resolves when new connections are refused. */
async function refusal({ url }: Served): Promise<void> {
  const { hostname, port } = new URL(url);
  for (;;) {
    const socket = connect(Number(port), hostname);
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (!isOpen) return;
    await new Promise(setImmediate);
  }
}

describe('a signal', () => {
  test.for(['SIGTERM', 'SIGINT'] as const)(
    'lets a running request end, takes no new one, and the exit is 0: %s',
    async (signal) => {
      const served = await Served.start({ cwd });
      const slow = await slowRequest(served);
      served.child.kill(signal);
      await refusal(served);
      expect(await slow.finish()).toContain('HTTP/1.1 201 Created');
      expect(await served.end()).toMatchObject({ code: 0 });

      const store = await openStore(`sqlite:${join(cwd, 'upsertd.db')}`);
      onTestFinished(() => store.close());
      const [key] = await store.keys.list();
      const page = await store.customers.list(key as Tenant, { limit: 1, offset: 0 });
      expect(page.items).toMatchObject([{ fields: { email: 'slow@example.com' } }]);
      // It was in memory only while the server ran.
      expect(key?.lastUsedAt).toBeGreaterThan(0);
    },
  );

  test('is not held up by a client that goes on using its connection', async () => {
    const served = await Served.start({ cwd });
    expect(await served.put('PAT-1')).toBe(201);
    served.child.kill('SIGTERM');
    let status = 200;
    while (status === 200) status = await served.put('PAT-1').catch(() => 0);
    expect(await served.end()).toMatchObject({ code: 0 });
  });

  test('right after the first line is not missed', async () => {
    const running = new Running(['serve', '--port', '0'], { cwd });
    await running.outputs(/./);
    running.child.kill('SIGTERM');
    expect(await running.end()).toMatchObject({ code: 0 });
  });

  test.for(['SIGTERM', 'SIGINT'] as const)(
    'after another one ends what that lets end: %s',
    async (second) => {
      const served = await Served.start({ cwd });
      const slow = await slowRequest(served);
      served.child.kill('SIGTERM');
      await refusal(served);
      served.child.kill(second);
      expect(await served.end()).toMatchObject({ code: null });
      expect(served.child.signalCode).toBe(second);
      slow.cut();
    },
  );
});
