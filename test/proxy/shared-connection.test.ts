import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exchangeBytes, message, startRawServer } from '../http/raw-exchange.ts';
import { startProxy } from './validated-proxy.ts';

const HEAD = ['Host: a', 'Connection: close'];

/** Splits the bytes of a connection into requests as a server does: a request without Content-Length has no body. */
function splitRequests(bytes: string): string[] {
  const end = bytes.indexOf('\r\n\r\n') + 4;
  if (end < 4) return [];
  const length = end + Number(/\r\ncontent-length: (\d+)/i.exec(bytes.slice(0, end))?.[1] ?? 0);
  if (bytes.length < length) return [];
  return [bytes.slice(0, length), ...splitRequests(bytes.slice(length))];
}

/** A response whose body is the path of its request. */
function echoPath(request: string): string {
  const path = request.split(' ')[1] ?? '';
  return message(['HTTP/1.1 200 OK', `Content-Length: ${path.length}`], path);
}

function bodyOf(response: string): string {
  return response.slice(response.indexOf('\r\n\r\n') + 4);
}

describe('two clients whose requests share a connection to the target', () => {
  test.each(['GET', 'DELETE', 'OPTIONS', 'PUT'])(
    'receive their own responses when the first hides a request in the body of a %s',
    async (method) => {
      let seen: string[] = [];
      const held: string[] = [];
      const target = await startRawServer((received, { answered }) => {
        const requests = splitRequests(received);
        if (requests.length === 0) return undefined;
        seen.push(...requests);
        // If the target read the hidden request, its response would arrive before that to the second client.
        if (answered === 0) {
          held.push(...requests.slice(1).map(echoPath));
          return echoPath(requests[0] ?? '');
        }
        return held.splice(0).join('') + requests.map(echoPath).join('');
      });
      const { url } = await startProxy(target.url);
      const hidden = message(['GET /stolen HTTP/1.1', 'Host: a']);
      const first = [`${method} /first HTTP/1.1`, 'Host: a', 'Connection: close, content-length'];
      const attack = message([...first, `Content-Length: ${hidden.length}`], hidden);
      expect(bodyOf(await exchangeBytes(url, attack))).toBe('/first');
      expect(bodyOf(await exchangeBytes(url, message(['GET /second HTTP/1.1', ...HEAD])))).toBe('/second');
      expect(target.received).toHaveLength(1);
      seen = seen.map((request) => request.split(' ')[1] ?? '');
      expect(seen).toEqual(['/first', '/second']);
    },
  );

  test('receive their own responses when the target sends one response too many to the first', async () => {
    const extra = echoPath('GET /extra HTTP/1.1');
    const target = await startRawServer((received) =>
      received.includes('/first') ? echoPath(received) + extra : echoPath(received),
    );
    const { url } = await startProxy(target.url);
    expect(bodyOf(await exchangeBytes(url, message(['GET /first HTTP/1.1', ...HEAD])))).toBe('/first');
    expect(bodyOf(await exchangeBytes(url, message(['GET /second HTTP/1.1', ...HEAD])))).toBe('/second');
    expect(target.received).toHaveLength(2);
  });

  test('receive their own responses when the target sends one response too many between their requests', async () => {
    const answered = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const target = await startRawServer((received, { number, socket }) => {
      if (number > 1) return echoPath(received);
      void answered.promise.then(() => socket.write(echoPath('GET /extra HTTP/1.1')));
      socket.on('close', () => closed.resolve());
      return echoPath(received);
    });
    const { url } = await startProxy(target.url);
    expect(bodyOf(await exchangeBytes(url, message(['GET /first HTTP/1.1', ...HEAD])))).toBe('/first');
    answered.resolve();
    await closed.promise;
    expect(bodyOf(await exchangeBytes(url, message(['GET /second HTTP/1.1', ...HEAD])))).toBe('/second');
  });

  test('do not share it after the first disconnects before its response', async () => {
    const asked = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const target = await startRawServer((received, { socket }) => {
      if (!received.includes('/first')) return echoPath(received);
      socket.on('close', () => closed.resolve());
      asked.resolve();
      return undefined;
    });
    const { url } = await startProxy(target.url);
    const { hostname, port } = new URL(url);
    const first = connect(Number(port), hostname, () =>
      first.write(message(['GET /first HTTP/1.1', ...HEAD])),
    );
    await asked.promise;
    first.destroy();
    await closed.promise;
    expect(bodyOf(await exchangeBytes(url, message(['GET /second HTTP/1.1', ...HEAD])))).toBe('/second');
    expect(target.received).toHaveLength(2);
  });
});

test('a client that receives its response before it has sent the whole body can send its next request', async () => {
  const target = await startRawServer((received) => echoPath(received));
  const { url } = await startProxy(target.url);
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () =>
    socket.write(message(['PUT /early HTTP/1.1', 'Host: a', 'Content-Length: 200000'], 'a')),
  );
  let bytes = '';
  await new Promise<void>((resolve) => {
    socket.once('data', () =>
      socket.write('a'.repeat(199_999) + message(['GET /next HTTP/1.1', 'Host: a', 'Connection: close'])),
    );
    socket.on('data', (chunk) => {
      bytes += chunk.toString('latin1');
    });
    socket.on('close', () => resolve());
  });
  expect(bytes).toMatch(/\r\n\r\n\/earlyHTTP[\s\S]*\r\n\r\n\/next$/);
});

/** Collects the warnings that Node emits until the test ends. */
function collectWarnings(): string[] {
  const warnings: string[] = [];
  const collect = ({ message }: Error) => warnings.push(message);
  process.on('warning', collect);
  onTestFinished(() => {
    process.off('warning', collect);
  });
  return warnings;
}

test('a refusal that waits for a response from the target adds no listener above the limit of Node', async () => {
  const warnings = collectWarnings();
  const target = await startRawServer((received, { socket }) => {
    setTimeout(() => socket.write('-end'), 200);
    return message(['HTTP/1.1 200 OK', 'Content-Length: 9'], echoPath(received).slice(-5));
  });
  const { url } = await startProxy(target.url);
  const received = await exchangeBytes(url, `${message(['GET /slow HTTP/1.1', 'Host: a'])}GARBAGE\r\n\r\n`);
  expect(received).toMatch(/\/slow-endHTTP\/1\.1 400 /);
  expect(warnings).toEqual([]);
});

describe('when the target has closed the connection on which a request is sent', () => {
  /** Responds to the first request of its first connection only; `isFresh` sets whether it responds to later ones. */
  async function closing(isFresh: boolean) {
    const target = await startRawServer((received, { number, answered, socket }) => {
      if (number === 1 ? answered === 0 : isFresh) return splitRequests(received).map(echoPath).at(0);
      socket.destroy();
      return undefined;
    });
    const proxy = await startProxy(target.url);
    await exchangeBytes(proxy.url, message(['GET /first HTTP/1.1', ...HEAD]));
    return { target, ...proxy };
  }

  test.each(['GET', 'OPTIONS'])('a %s is sent once more, on a new connection', async (method) => {
    const warnings = collectWarnings();
    const { url, target } = await closing(true);
    expect(bodyOf(await exchangeBytes(url, message([`${method} /again HTTP/1.1`, ...HEAD])))).toBe('/again');
    expect(target.received.map((bytes) => bytes.split('/again').length - 1)).toEqual([1, 1]);
    expect(warnings).toEqual([]);
  });

  test('a HEAD is sent once more, on a new connection', async () => {
    const { url, target } = await closing(true);
    expect(await exchangeBytes(url, message(['HEAD /again HTTP/1.1', ...HEAD]))).toMatch(
      /^HTTP\/1\.1 200 OK/,
    );
    expect(target.received).toHaveLength(2);
  });

  test('a GET is not sent a third time', async () => {
    const { url, target } = await closing(false);
    expect(await exchangeBytes(url, message(['GET /again HTTP/1.1', ...HEAD]))).toMatch(/^HTTP\/1\.1 502 /);
    expect(target.received).toHaveLength(2);
  });

  test.each([
    ['PUT', ''],
    ['POST', 'ok'],
    ['PATCH', 'ok'],
    ['DELETE', ''],
    ['GET', 'ok'],
  ])(
    'a %s with the body "%s" is not sent again, and 502 says that it may have been executed',
    async (method, body) => {
      const { url, target, unvalidated } = await closing(true);
      const lines = [`${method} /again HTTP/1.1`, ...HEAD, `Content-Length: ${body.length}`];
      const response = await exchangeBytes(url, message(lines, body));
      expect(response).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
      expect(response).not.toContain('Retry-After');
      expect(JSON.parse(bodyOf(response))).toMatchObject({
        error: {
          type: 'api_error',
          code: 'unavailable',
          message: expect.stringContaining('The request may or may not have been executed.'),
        },
      });
      expect(target.received).toHaveLength(1);
      expect(unvalidated).toEqual(['the server behind sent no valid response']);
    },
  );

  test('a GET whose first connection is a new one is not sent again', async () => {
    const target = await startRawServer((_received, { socket }) => void socket.destroy());
    const { url } = await startProxy(target.url);
    const response = await exchangeBytes(url, message(['GET / HTTP/1.1', ...HEAD]));
    expect(response).toMatch(/^HTTP\/1\.1 502 [\s\S]*may or may not have been executed/);
    expect(target.received).toHaveLength(1);
  });
});
