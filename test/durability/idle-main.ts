/**
 * Opens idle connections, each after one request and its response. Arguments: URL, number of connections. Prints the
 * number of open connections, and prints it again for every line on standard input. Runs in its own process because of
 * the limit on open files per process.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

const AT_ONCE = 200;
const [address = '', wanted = '0'] = process.argv.slice(2);
const { hostname, port } = new URL(address);
const held = new Set<Socket>();

async function hold(): Promise<void> {
  const socket = connect(Number(port), hostname).on('error', () => {});
  socket.once('close', () => held.delete(socket));
  await once(socket, 'connect');
  held.add(socket);
  socket.write('GET /healthz HTTP/1.1\r\nHost: prove\r\n\r\n');
  await once(socket, 'data');
}

while (held.size < Number(wanted)) await Promise.allSettled(Array.from({ length: AT_ONCE }, hold));
process.stdout.write(`${held.size}\n`);
for await (const _line of createInterface(process.stdin)) process.stdout.write(`${held.size}\n`);
process.exit();
