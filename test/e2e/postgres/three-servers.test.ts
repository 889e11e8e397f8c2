import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { makeSecret } from '../../../src/domain/keys/key-gate.ts';
import { Running, Served } from '../../support/command-line.ts';
import { PostgresServer } from '../../support/postgres-server.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { expectNothingLost } from './expect-nothing-lost.ts';
import { Writers } from './writers.ts';

const TOMORROW = fileURLToPath(new URL('tomorrow-main.ts', import.meta.url));

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('three servers under load lose and duplicate no write while one is killed and one is upgraded', async () => {
  const postgres = await PostgresServer.start({ settings: { fsync: 'on' } });
  onTestFinished(() => postgres.remove());
  const database = postgres.url();
  const key = makeSecret('sandbox');
  const cwd = tempFolder();
  const env = { UPSERTD_DATABASE: database, UPSERTD_SANDBOX_KEY: key };
  const start = () => Served.start({ cwd, env }, '--log-level', 'silent');
  // All servers start at the same time, on an empty database.
  const [first, second, third] = await Promise.all([start(), start(), start()]);

  const writers = new Writers([first.url, second.url, third.url], key);
  await wait(4000);
  first.child.kill('SIGKILL');
  await wait(3000);
  const next = new Running([database], { cwd, program: [process.execPath, TOMORROW] });
  const [, url = ''] = await next.outputs(/at (http:\S+)\/v2\n/);
  writers.urls[1] = url;
  expect((await second.stop()).code).toBe(0);
  await wait(3000);
  // The current program starts with the schema of the next release.
  writers.urls[0] = (await start()).url;
  await wait(2000);
  await writers.stop();

  process.stdout.write(`${writers.acknowledged.length} acknowledged, ${writers.retries} sent again\n`);
  expect(writers.acknowledged.length).toBeGreaterThan(100);
  expect(writers.retries).toBeGreaterThan(0);
  await expectNothingLost(database, writers);
});
