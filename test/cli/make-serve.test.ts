import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
  for (const name of ['Makefile', 'package.json', 'node_modules', 'dist', 'generated', 'openapi']) {
    symlinkSync(resolve(name), join(folder, name));
  }
});

test('make serve with PORT listens on this port, and its error on a port in use shows how to set PORT', async () => {
  const busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  onTestFinished(() => void busy.close());
  const { port } = busy.address() as AddressInfo;
  const make = spawn('make', ['--silent', '-o', 'build', 'serve', `PORT=${port}`], {
    cwd: folder,
    env: { PATH: process.env.PATH },
  });
  let errors = '';
  make.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const [code] = await once(make, 'close');
  expect(code).not.toBe(0);
  expect(errors).toContain(
    `upsertd: Port ${port} is in use; stop the program that uses it, or choose another port with make serve PORT=5000.\n`,
  );
});

/** Starts `make serve` without a build. */
function startMake() {
  const make = spawn('make', ['--silent', '-o', 'build', 'serve'], {
    cwd: folder,
    env: { PATH: process.env.PATH, UPSERTD_PORT: '0' },
    detached: true,
  });
  const closed = once(make, 'close');
  // The signal goes to the whole process group, since make and its shell do not forward signals.
  const end = () => {
    if (make.pid && make.exitCode === null && make.signalCode === null) process.kill(-make.pid, 'SIGTERM');
    return closed;
  };
  onTestFinished(async () => {
    await end();
  });
  return { make, closed, end };
}

/** Waits until `make serve` prints its key. */
async function keyOf({ make }: ReturnType<typeof startMake>): Promise<string> {
  let output = '';
  let key: string | undefined;
  make.stdout.setEncoding('utf8');
  while (key === undefined) {
    output += (await once(make.stdout, 'data'))[0];
    key = /Your sandbox key: (\S+)\n/.exec(output)?.[1];
  }
  return key;
}

async function serveOnce(): Promise<string> {
  const started = startMake();
  const key = await keyOf(started);
  await started.end();
  return key;
}

describe('make serve', () => {
  test('in a checkout whose database is served says how to serve another database on another port', async () => {
    const first = startMake();
    await keyOf(first);
    const second = startMake();
    let errors = '';
    second.make.stderr.setEncoding('utf8').on('data', (text) => {
      errors += text;
    });
    await second.closed;
    expect(errors).toContain(
      'start a second server with a database and a port of its own: UPSERTD_DATABASE=sqlite:second.db make serve PORT=5000\n',
    );
    await first.end();
  });

  test('stores its key in .sandbox-key, which only its owner can read, and prints the same key each time', async () => {
    const key = await serveOnce();
    const file = join(folder, '.sandbox-key');
    expect(readFileSync(file, 'utf8')).toBe(`${key}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await serveOnce()).toBe(key);
  });
});
