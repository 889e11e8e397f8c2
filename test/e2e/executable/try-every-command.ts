import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { Running, type RunOptions, Served, upsertd } from '../../support/command-line.ts';

/**
 * Runs every command of a program, from the first key to a restored backup, and the --help of every command.
 *
 * @param options.cwd an empty folder that the program may write to.
 */
export async function tryEveryCommand(options: RunOptions): Promise<void> {
  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await upsertd(args, options);
    expect([code, stderr], args.join(' ')).toEqual([0, expect.any(String)]);
    return stdout;
  };
  for (const command of commandsIn(await run('--help'))) {
    expect(await run(command, '--help')).toContain(`Usage: upsertd ${command}`);
  }
  expect(await run('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(await run('keys', 'generate')).toMatch(/^rk_sandbox_\w{38}\n$/);
  expect(await run('config')).toContain('database');
  expect(await run('seed', 'clinic')).toMatch(/^Seeded 8 customers/);
  expect(await run('merchants', 'list')).toContain('My merchant');

  const key = (await run('keys', 'create', '--mode', 'sandbox', '--name', 'ours')).trim();
  const receiver = await receivePosts();
  const served = await Served.start(
    options,
    '--otlp-endpoint',
    receiver.url,
    '--metrics-listen',
    '127.0.0.1:0',
  );
  expect(await served.put('PAT-1', { key })).toBe(201);
  for (const page of ['/docs', '/openapi.yaml', '/healthz']) {
    expect((await served.fetch(page)).status, page).toBe(200);
  }
  const [, metrics = ''] = await served.outputs(/Metrics: (\S+)\n/);
  expect((await fetch(metrics)).status).toBe(200);
  await sendThroughProxy(served.url, key, options);

  writeFileSync(
    join(options.cwd, 'customers.csv'),
    'external_id,email\nC-1,kari@example.com\nC-2,ola@example.com\n',
  );
  const target = ['--source', 'crm', '--url', served.url, '--api-key', key];
  expect(await run('import', 'customers.csv', ...target)).toMatch(/created +2/);

  expect(await run('verify', served.url, '--api-key', key)).toContain('passed');
  expect(await run('backup', 'copy.db')).toMatch(/^Backed up/);
  expect((await served.stop()).code).toBe(0);
  expect(receiver.paths).toContain('/v1/traces');
  expect(await run('restore', 'copy.db', '--force')).toMatch(/^Restored/);
  expect(await run('doctor')).toContain('every page is sound');
  await checkMock(options);
}

/** Returns the commands that `--help` lists, except help. */
function commandsIn(help: string): string[] {
  const names = [...help.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name);
  return names.filter((name) => name !== 'help');
}

async function sendThroughProxy(target: string, key: string, options: RunOptions): Promise<void> {
  const proxy = new Running(['proxy', target, '--port', '0'], options);
  const [, url] = await proxy.outputs(/ at (http:\S+)\/v2\n/);
  const response = await fetch(`${url}/v2/customers?limit=1`, { headers: { 'x-api-key': key } });
  expect(response.status).toBe(200);
  proxy.child.kill('SIGTERM');
  expect((await proxy.end()).stdout).toContain('listCustomers');
}

async function checkMock(options: RunOptions): Promise<void> {
  const mock = new Running(['mock', '--port', '0'], options);
  const [, url] = await mock.outputs(/ at (http:\S+)\/v2\./);
  for (const prefer of ['code=200', 'dynamic=true']) {
    const response = await fetch(`${url}/v2/customers`, { headers: { 'x-api-key': 'any', prefer } });
    expect(response.status, prefer).toBe(200);
  }
  mock.child.kill('SIGTERM');
  expect((await mock.end()).code).toBe(0);
}

/** Starts a server that accepts any request and records its path. */
async function receivePosts(): Promise<{ url: string; paths: string[] }> {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    request.resume().on('end', () => response.end('{}'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths };
}
