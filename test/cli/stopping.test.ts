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

/** Sends the head of a request. `finish` sends the body. */
async function slowRequest({ url, key }: Served) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => {
    socket.destroy();
  });
  let response = '';
  socket.setEncoding('utf8').on('data', (text) => {
    response += text;
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
  // The response to the expectation shows that the server is processing the request.
  while (!response.includes('100 Continue')) await once(socket, 'data');
  return {
    finish: async () => {
      socket.write(BODY);
      await closed;
      return response;
    },
    cut: () => socket.destroy(),
  };
}

/** Resolves when the server refuses new connections. */
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
    'lets a running request end, accepts no new one, and the exit code is 0: %s',
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
      // A running server has the last use in memory only.
      expect(key?.lastUsedAt).toBeGreaterThan(0);
    },
  );

  test('ends the server although a client continues to use its connection', async () => {
    const served = await Served.start({ cwd });
    expect(await served.put('PAT-1')).toBe(201);
    served.child.kill('SIGTERM');
    let status = 200;
    while (status === 200) status = await served.put('PAT-1').catch(() => 0);
    expect(await served.end()).toMatchObject({ code: 0 });
  });

  test('closes a silent connection, and one with half a request, while another request still runs', async () => {
    const served = await Served.start({ cwd });
    const { hostname, port } = new URL(served.url);
    const closed = ['', 'GET /healthz HTTP/1.1\r\nX-Half'].map(async (bytes) => {
      const socket = connect(Number(port), hostname).resume();
      onTestFinished(() => void socket.destroy());
      socket.on('error', () => undefined).write(bytes);
      await once(socket, 'close');
    });
    const slow = await slowRequest(served);
    served.child.kill('SIGTERM');
    await Promise.all(closed);
    expect(await slow.finish()).toContain('HTTP/1.1 201 Created');
    expect(await served.end()).toMatchObject({ code: 0 });
  });

  test('ends the server although the reader of its log has stopped reading', async () => {
    const served = await Served.start({ cwd });
    served.child.stderr.pause();
    // More lines than the pipe and its reader take.
    for (let count = 0; count < 40; count += 1)
      await Promise.all(Array.from({ length: 50 }, async () => (await served.fetch('/v2/nowhere')).text()));
    const exited = once(served.child, 'exit');
    served.child.kill('SIGTERM');
    // Without a limit, this would wait until the reader continues.
    const [code, signal] = await exited;
    expect([0, 'SIGKILL']).toContain(code ?? signal);
  });

  test('makes the last response of each connection say that the connection closes', async () => {
    const served = await Served.start({ cwd });
    const slow = await slowRequest(served);
    served.child.kill('SIGTERM');
    await refusal(served);
    expect(await slow.finish()).toMatch(/\r\nConnection: close\r\n/i);
    await served.end();
  });

  test('right after the first line of output ends the server', async () => {
    const running = new Running(['serve', '--port', '0'], { cwd });
    await running.outputs(/./);
    running.child.kill('SIGTERM');
    expect(await running.end()).toMatchObject({ code: 0 });
  });

  test.for(['SIGTERM', 'SIGINT'] as const)(
    'after an earlier signal ends running requests at once: %s',
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
