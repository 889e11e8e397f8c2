import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chownSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { MAIN, Served } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The id of an unprivileged user. Root may exceed its process limit, so a test under root starts the server as this user. */
const UNPRIVILEGED = 65534;
const isRoot = process.getuid?.() === 0;

let cwd: string;
beforeEach(() => {
  cwd = tempFolder();
});

/** Sets a soft limit of a running process as its own user. @returns the previous limit. */
async function limit(served: Served, name: 'nofile' | 'nproc', soft: string): Promise<string> {
  const pid = `${served.child.pid}`;
  const user = isRoot && name === 'nproc' ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};
  const prlimit = (...args: string[]) => promisify(execFile)('prlimit', ['--pid', pid, ...args], user);
  const { stdout } = await prlimit(`--${name}`, '--output', 'SOFT', '--noheadings', '--raw');
  await prlimit(`--${name}=${soft}:`);
  return stdout.trim();
}

/** Creates a client that sends its requests one after another through one connection. */
function connect(served: Served) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const headers = { 'x-api-key': served.key, 'content-type': 'application/json' };
  const send = async (method: string, path: string, body?: object) => {
    const sent = request(served.url + path, { method, headers, agent });
    sent.end(body && JSON.stringify(body));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const { data } = (await json(response)) as { data?: { email?: string } };
    return { status: response.statusCode, retryAfter: response.headers['retry-after'], email: data?.email };
  };
  return {
    read: async () => (await send('GET', '/v2/customers')).status,
    put: (externalId: string) =>
      send('PUT', `/v2/customers/external/practicehub/${externalId}`, {
        email: `${externalId}@example.com`,
      }),
  };
}

const refused = { status: 503, retryAfter: '1', email: undefined };
const created = (externalId: string) => ({
  status: 201,
  retryAfter: undefined,
  email: `${externalId}@example.com`,
});

describe('a server that cannot start a thread', () => {
  test('responds to writes with 503 and to reads with 200, and writes again when it can start a thread', async () => {
    if (isRoot) chownSync(cwd, UNPRIVILEGED, UNPRIVILEGED);
    const asUnprivileged = [
      'setpriv',
      `--reuid=${UNPRIVILEGED}`,
      `--regid=${UNPRIVILEGED}`,
      '--clear-groups',
    ];
    const program = [...(isRoot ? asUnprivileged : []), process.execPath, MAIN];
    const served = await Served.start({ cwd, program });
    const before = await limit(served, 'nproc', '1');
    const clients = [connect(served), connect(served), connect(served)];
    for (let round = 0; round < 2; round += 1) {
      for (const each of await Promise.all(clients.map((client) => client.put('a')))) {
        expect(each).toEqual(refused);
      }
      for (const client of clients) expect(await client.read()).toBe(200);
    }
    await limit(served, 'nproc', before);
    const writing = clients.map(async (client, number) => {
      for (let index = 0; index < 5; index += 1) {
        expect(await client.put(`${number}-${index}`)).toEqual(created(`${number}-${index}`));
      }
    });
    await Promise.all(writing);
    expect((await served.stop()).code).toBe(0);
  });
});

describe('a server without free file descriptors', () => {
  test('responds to writes with 503 and to reads with 200, and writes again when descriptors are free', async () => {
    const served = await Served.start({ cwd });
    const client = connect(served);
    // The connection is already open, so the requests need no new descriptor.
    expect(await client.read()).toBe(200);
    const before = await limit(served, 'nofile', '1');
    for (const id of ['a', 'b']) expect(await client.put(id)).toEqual(refused);
    expect(await client.read()).toBe(200);
    await limit(served, 'nofile', before);
    expect(await client.put('c')).toEqual(created('c'));
    expect((await served.stop()).code).toBe(0);
  });
});
