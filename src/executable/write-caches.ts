import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { run } from '../cli/program.ts';
import { makeSecret } from '../domain/api-key.ts';
import { loaded, loadPart } from './load-part.ts';
import { cacheAsset, PARTS, PROGRAM } from './parts.ts';

// Runs in an executable of its own while the real one is made of the same parts: starts what users start, asks what
// they ask first, and writes down all the code that V8 has compiled by then. `folder` is an empty one.
const [node = '', , folder = ''] = process.argv;
const program = loadPart(PROGRAM) as { run: typeof run };
const key = makeSecret('sandbox');
process.env.UPSERTD_SANDBOX_KEY = key;

void writeCaches().then(() => process.exit());

async function writeCaches(): Promise<void> {
  await useOnce('serve', '--database', `sqlite:${join(folder, 'upsertd.db')}`);
  await useOnce('mock');
  for (const part of PARTS) {
    loadPart(part);
    const cache = loaded.get(part)?.createCachedData();
    if (cache) writeFileSync(join(folder, basename(cacheAsset(part))), cache);
  }
}

async function useOnce(command: string, ...options: string[]): Promise<void> {
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
    if (!ok) throw new Error(`${command} answered ${status}.`);
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
