import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { ClientConnection } from './connection.ts';

/** How often the server closes idle connections while it drains; milliseconds. */
const IDLE_CHECK_MS = 50;

/** How long a client may take to end a request whose headers it has begun to send; milliseconds. */
const HEADERS_GRACE_MS = 1000;

/**
 * Accepts no new connections, lets running requests end for at most `graceMs`, then closes all connections. Each response
 * from now on that is the last one of its connection says `Connection: close`.
 */
export async function drain(server: Server, sockets: ReadonlySet<Socket>, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const startedAt = performance.now();
  // Node regards a connection without any request yet as busy, so it would not close a silent one.
  const closeIdle = () => {
    server.closeIdleConnections();
    const isLate = performance.now() - startedAt > HEADERS_GRACE_MS;
    for (const socket of sockets) {
      if (!ClientConnection.of(socket).closeAfterResponses() && (isLate || socket.bytesRead === 0))
        socket.destroy();
    }
  };
  closeIdle();
  for (const event of ['request', 'checkContinue', 'checkExpectation'])
    server.prependListener(event, (_request, response) => {
      response.shouldKeepAlive = false;
    });
  const idleCheck = setInterval(closeIdle, IDLE_CHECK_MS);
  const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idleCheck);
  clearTimeout(cutOff);
}
