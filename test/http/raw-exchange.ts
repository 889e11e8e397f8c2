import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { startProxy } from '../proxy/validated-proxy.ts';

/** A connection of a raw server: its number, counted from 1, and the number of responses on it before. */
export interface RawConnection {
  readonly number: number;
  readonly answered: number;
  readonly socket: Socket;
}

/**
 * Responds to bytes with bytes.
 *
 * @param received all bytes on the connection since the last response, as Latin-1.
 * @returns undefined to wait for more.
 */
export type RespondRaw = (received: string, connection: RawConnection) => string | undefined;

/** A server without an HTTP parser. */
export interface RawServer {
  readonly url: string;
  readonly host: string;
  /** All bytes of each connection, in the order of connecting. */
  readonly received: string[];
}

/** Starts a raw server, which stops with the test. */
export async function startRawServer(respond: RespondRaw): Promise<RawServer> {
  const received: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const number = sockets.push(socket);
    received.push('');
    let pending = '';
    let answered = 0;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      received[number - 1] += chunk.toString('latin1');
      const response = respond(pending, { number, answered, socket });
      if (response === undefined) return;
      pending = '';
      answered += 1;
      socket.write(response, 'latin1');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}`, host, received };
}

/** Sends these bytes and returns all received bytes, on a connection that the server closes. */
export async function exchangeBytes(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
  return (await buffer(socket)).toString('latin1');
}

/** The bytes of a message: its first line, its header lines and its body. */
export function message(lines: readonly string[], body = ''): string {
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/**
 * Sends a request through the proxy, to a server that responds with 200.
 *
 * @param end the last bytes that the server waits for before it responds.
 * @returns all bytes of each connection that the server received, its own address replaced by `target`, and the response.
 */
export async function forwardBytes(request: string, end = '\r\n\r\n') {
  const ok = message(['HTTP/1.1 200 OK', 'Content-Length: 2'], 'ok');
  const target = await startRawServer((received) => (received.endsWith(end) ? ok : undefined));
  const { url } = await startProxy(target.url);
  const response = await exchangeBytes(url, request);
  const received = target.received.map((bytes) => bytes.replaceAll(target.host, 'target'));
  return { received, response };
}
