import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/http/server/connection-limits.ts';
import { listen } from '../../src/http/server/listen.ts';
import { message } from './raw-exchange.ts';

test('a client that breaks its request during the response gets no second response within the first', async () => {
  // The response never ends, so that only the time limit closes the connection.
  const { url, drain } = await listen(
    (_request, response) => response.writeHead(200, { 'Content-Length': 500 }).write('ok'),
    { host: '127.0.0.1', port: 0, limits: { ...DEFAULT_LIMITS, answerTimeoutMs: 300 } },
  );
  onTestFinished(() => drain(0));
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
  expect(bytes).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\nok$/);
});
