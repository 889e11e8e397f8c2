import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startProxy } from '../proxy/validated-proxy.ts';
import { message, startRawServer } from './raw-exchange.ts';

test('a client that breaks its own request while it is answered gets no second response within the first', async () => {
  const target = await startRawServer((received) =>
    received.endsWith('\r\na\r\n') ? message(['HTTP/1.1 200 OK', 'Content-Length: 500'], 'ok') : undefined,
  );
  const { url } = await startProxy(target.url);
  const { hostname, port } = new URL(url);
  let bytes = '';
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(message(['PUT / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked'], '1\r\na\r\n')),
    );
    socket.on('data', (chunk) => {
      bytes += chunk.toString('latin1');
      if (bytes.endsWith('\r\n\r\nok')) socket.write('zz\r\n');
    });
    socket.on('error', () => {}).on('close', () => resolve());
  });
  expect(bytes).toMatch(/\r\n\r\nok$/);
});
