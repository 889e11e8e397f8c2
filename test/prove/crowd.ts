import { connect, type Socket } from 'node:net';

/** Many connections that a server must bear with; each behaves as `misbehave` makes it. */
export class Crowd {
  readonly #sockets: Socket[];
  /** How many the server has let go. */
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

/** Sends this again and again for as long as the connection takes it. */
export function repeat(socket: Socket, bytes: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(bytes), everyMs);
  socket.once('close', () => clearInterval(timer));
}
