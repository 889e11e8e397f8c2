import { spawn } from 'node:child_process';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { makeSecret } from '../../../src/domain/keys/key-gate.ts';
import { Served, upsertd } from '../../support/command-line.ts';
import { serverUser } from '../../support/postgres-binaries.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { ask, makeDatabase } from '../../support/test-database.ts';
import { expectNothingLost } from './expect-nothing-lost.ts';
import { Writers } from './writers.ts';

/** PgBouncer in front of the PostgreSQL server, in transaction mode and with few connections. */
async function startPgBouncer(): Promise<string> {
  const folder = tempFolder();
  const host = new URL(inject('postgresUrl')).searchParams.get('host');
  const settings = [
    '[databases]',
    `* = host=${host} user=upsertd`,
    '[pgbouncer]',
    ...['pool_mode = transaction', 'default_pool_size = 3', 'auth_type = any', 'listen_addr ='],
    ...[`unix_socket_dir = ${folder}`, `logfile = ${join(folder, 'log')}`],
  ];
  writeFileSync(join(folder, 'pgbouncer.ini'), settings.join('\n'));
  const user = serverUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const path = `${process.env.PATH}:/usr/sbin`;
  const child = spawn('pgbouncer', [join(folder, 'pgbouncer.ini')], {
    ...user,
    stdio: 'ignore',
    env: { PATH: path },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = (database: string) => `postgres://upsertd@localhost:6432/${database}?host=${folder}`;
  await vi.waitFor(() => ask(url('postgres'), 'SELECT'), { timeout: 10_000 });
  return url('postgres');
}

/** Returns the URL of the same database through PgBouncer. */
function through(pooler: string, database: string): string {
  const url = new URL(pooler);
  url.pathname = new URL(database).pathname;
  return url.href;
}

describe('behind PgBouncer in transaction mode', () => {
  test('two servers lose and duplicate no write, and one refuses a key that the other revokes', async () => {
    const database = await makeDatabase();
    const pooled = through(await startPgBouncer(), database);
    const key = makeSecret('sandbox');
    const env = { UPSERTD_DATABASE: pooled, UPSERTD_SANDBOX_KEY: key, UPSERTD_DATABASE_DIRECT: database };
    const cwd = tempFolder();
    const start = () => Served.start({ cwd, env }, '--log-level', 'silent');
    const [first, second] = await Promise.all([start(), start()]);
    const writers = new Writers([first.url, second.url], key);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await writers.stop();
    process.stdout.write(`${writers.acknowledged.length} acknowledged, ${writers.retries} sent again\n`);
    expect(writers.acknowledged.length).toBeGreaterThan(50);
    await expectNothingLost(database, writers);

    const made = await upsertd(['keys', 'create', '--mode', 'sandbox', '--name', 'x', '--json'], {
      cwd,
      env,
    });
    const { id, key: other } = JSON.parse(made.stdout);
    for (const served of [first, second])
      expect((await served.fetch('/v2/customers', { key: other })).status).toBe(200);
    await upsertd(['keys', 'revoke', id], { cwd, env });
    for (const served of [first, second])
      await vi.waitFor(
        async () => expect((await served.fetch('/v2/customers', { key: other })).status).toBe(401),
        { timeout: 1000, interval: 20 },
      );
    expect((await upsertd(['doctor', '--json', '--database', pooled], { cwd })).stdout).toContain(
      '"counters"',
    );
  });

  test('a server passes all rules of verify', async () => {
    const pooled = through(await startPgBouncer(), await makeDatabase());
    const cwd = tempFolder();
    const served = await Served.start({ cwd, env: { UPSERTD_DATABASE: pooled } });
    const { code, stdout } = await upsertd(['verify', served.url, '--api-key', served.key], { cwd });
    expect(stdout).toMatch(/passed, 0 failed, /);
    expect(code).toBe(0);
    await served.stop();
  });
});
