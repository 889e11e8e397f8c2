import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { run } from '../cli/program.ts';
import { makeSecret } from '../domain/keys/key-gate.ts';
import { loaded, loadPart } from './load-part.ts';
import { cacheAsset, PARTS, PROGRAM } from './parts.ts';

// Runs in a temporary executable with the same parts, during the build of the real executable. It starts the usual
// commands, sends their usual first requests, and writes the code that V8 has compiled to `folder`, which is empty.
const [node = '', , folder = ''] = process.argv;
const program = loadPart(PROGRAM) as { run: typeof run };
const key = makeSecret('sandbox');
process.env.UPSERTD_SANDBOX_KEY = key;

void writeCaches().then(() => process.exit());

async function writeCaches(): Promise<void> {
  await exerciseCommand('serve', '--database', `sqlite:${join(folder, 'upsertd.db')}`);
  await exerciseCommand('mock');
  for (const part of PARTS) {
    loadPart(part);
    const cache = loaded.get(part)?.createCachedData();
    if (cache) writeFileSync(join(folder, basename(cacheAsset(part))), cache);
  }
}

async function exerciseCommand(command: string, ...options: string[]): Promise<void> {
  const port = await freePort();
  process.argv = [node, node, command, '--port', `${port}`, ...options];
  void program.run();
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) await sleep(10);
  const path = '/v2/customers/external/practicehub/PAT-12345';
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  const body = JSON.stringify({ email: 'customer@example.com' });
  for (const init of [{ method: 'PUT', body }, {}]) {
    const { ok, status } = await fetch(url + path, { ...init, headers });
    if (!ok) throw new Error(`${command} responded with status ${status}.`);
  }
}

function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
