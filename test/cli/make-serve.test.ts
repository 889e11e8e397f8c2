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

/** Runs `make serve` without a build until it prints the key. */
async function serveOnce(): Promise<string> {
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
  let output = '';
  let key: string | undefined;
  make.stdout.setEncoding('utf8');
  while (key === undefined) {
    output += (await once(make.stdout, 'data'))[0];
    key = /Your sandbox key: (\S+)\n/.exec(output)?.[1];
  }
  await end();
  return key;
}

describe('make serve', () => {
  test('stores its key in .sandbox-key, which only its owner can read, and prints the same key each time', async () => {
    const key = await serveOnce();
    const file = join(folder, '.sandbox-key');
    expect(readFileSync(file, 'utf8')).toBe(`${key}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await serveOnce()).toBe(key);
  });
});
