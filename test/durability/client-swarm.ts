import { connect, type Socket } from 'node:net';

/** Many connections to one server. `misbehave` runs on each connection after it is open. */
export class ClientSwarm {
  readonly #sockets: Socket[];
  /** Number of connections that the server has closed. */
  dropped = 0;

  constructor(url: string, size: number, misbehave: (socket: Socket) => unknown) {
    const { hostname, port } = new URL(url);
    this.#sockets = Array.from({ length: size }, () => {
      const socket = connect(Number(port), hostname);
      socket
        .on('error', () => {})
        .once('close', () => {
          this.dropped += 1;
        });
      socket.once('connect', () => misbehave(socket));
      return socket;
    });
  }

  leave(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** Sends the same bytes every `everyMs` milliseconds until the connection closes. */
export function repeat(socket: Socket, bytes: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(bytes), everyMs);
  socket.once('close', () => clearInterval(timer));
}
