import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { makePeople } from '../test/support/vendors/people.ts';
import { PRACTICEHUB_KEY, PracticeHubServer } from '../test/support/vendors/practicehub.ts';
import type { VendorServer } from '../test/support/vendors/vendor-server.ts';
import { WODIFY_KEY, WodifyServer } from '../test/support/vendors/wodify.ts';

/**
 * Pulls 40,000 people from loopback servers that act as PracticeHub and Wodify, changes 200, and pulls again: with a filter,
 * with a filter that the source ignores, without a filter, and with kills. It also imports the same rows from a file.
 */
const PEOPLE = 40_000;
const EDITS = 200;
const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

const cwd = mkdtempSync(join(tmpdir(), 'upsertd-bench-'));
const env = { PATH: process.env.PATH ?? '' };
const secrets = {
  PRACTICEHUB_API_KEY: PRACTICEHUB_KEY,
  PRACTICEHUB_APP_DETAILS: 'upsertd-bench=ops@example.com',
  WODIFY_API_KEY: WODIFY_KEY,
};

interface Target {
  readonly url: string;
  readonly key: string;
  stop(): Promise<unknown>;
}

/** Starts a server with an empty database. */
async function serve(name: string): Promise<Target> {
  const child = spawn(
    process.execPath,
    [MAIN, 'serve', '--port', '0', '--database', `sqlite:${name}.db`, '--log-level', 'error'],
    { cwd, env },
  );
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  while (!/ at (https?:\S+)\/v2\n/.test(output) || !/sandbox key: (\S+)\n/.test(output))
    await once(child.stdout, 'data');
  const url = / at (https?:\S+)\/v2\n/.exec(output)?.[1] ?? '';
  const key = /sandbox key: (\S+)\n/.exec(output)?.[1] ?? '';
  return {
    url,
    key,
    stop: () => {
      child.kill('SIGTERM');
      return once(child, 'close');
    },
  };
}

function start(args: readonly string[], { url, key }: Target): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...env, ...secrets, UPSERTD_URL: url, UPSERTD_API_KEY: key },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a command and returns its JSON report with its time. */
async function run(args: readonly string[], target: Target): Promise<Record<string, unknown>> {
  const startedAt = performance.now();
  const child = start(args, target);
  const [stdout, stderr] = await Promise.all([text(child.stdout as never), text(child.stderr as never)]);
  const seconds = (performance.now() - startedAt) / 1000;
  if (stdout.trim() === '') throw new Error(stderr);
  return { ...(JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as object), seconds };
}

function show(what: string, report: Record<string, unknown>): void {
  const { read, older, sent, created, updated, unchanged, rejected, filter, pages, seconds } = report;
  const parts = { read, older, sent, created, updated, unchanged, rejected, filter, pages };
  const shown = Object.entries(parts).filter(([, value]) => value !== undefined && value !== 0);
  const rate = Math.round(Number(read) / Number(seconds));
  const line = shown.map(([name, value]) => `${name} ${value}`).join(', ');
  process.stdout.write(`${what}: ${line}; ${Number(seconds).toFixed(1)} s, ${rate} read/s\n`);
}

function edit(people: ReturnType<typeof makePeople>): void {
  for (let index = 0; index < EDITS; index += 1) {
    const person = people[(index * 199) % people.length];
    if (person) Object.assign(person, { last: `Edited ${index}`, updatedAt: Date.now() });
  }
}

async function measure(
  what: string,
  vendor: VendorServer & { people: ReturnType<typeof makePeople> },
  args: string[],
) {
  await vendor.listen();
  const target = await serve(what.replaceAll(' ', '-'));
  const base = vendor instanceof WodifyServer ? `${vendor.origin}/v1` : `${vendor.origin}/api`;
  const pull = [
    'pull',
    ...args,
    '--set',
    `base_url=${base}`,
    '--source',
    what.replaceAll(' ', '-'),
    '--json',
  ];
  show(`${what}, first run`, await run(pull, target));
  edit(vendor.people);
  show(`${what}, ${EDITS} edits`, await run(pull, target));
  await vendor.stop();
  await target.stop();
}

/** Kills a pull again and again, later each time, and then lets one end. */
async function measureKills(): Promise<void> {
  const vendor = await new PracticeHubServer(makePeople(PEOPLE)).listen();
  const target = await serve('kills');
  const pull = ['pull', 'practicehub', '--set', `base_url=${vendor.origin}/api`, '--json'];
  let kills = 0;
  for (const delay of [800, 1200, 1600, 2400, 3200]) {
    const child = start(pull, target);
    const ended = once(child, 'close');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, delay))]);
    if (child.exitCode === null) kills += 1;
    child.kill('SIGKILL');
    await ended;
  }
  show(`after ${kills} kills`, await run(pull, target));
  edit(vendor.people);
  const child = start(pull, target);
  await new Promise((resolve) => setTimeout(resolve, 700));
  child.kill('SIGKILL');
  await once(child, 'close');
  show(`${EDITS} edits, after a kill`, await run(pull, target));
  const all = (await (
    await fetch(`${target.url}/v2/customers?limit=1`, { headers: { 'x-api-key': target.key } })
  ).json()) as { pagination: { total: number } };
  process.stdout.write(`customers on the server after the kills: ${all.pagination.total}\n`);
  await vendor.stop();
  await target.stop();
}

async function measureImport(): Promise<void> {
  const rows = makePeople(PEOPLE).map(({ number, first, last, email, phone }) =>
    JSON.stringify({
      ...{ external_id: `PN-${number}`, email, name: `${first} ${last}`, phone },
      metadata: { practicehub_id: String(70_000 + number) },
    }),
  );
  const file = join(cwd, 'people.ndjson');
  writeFileSync(file, `${rows.join('\n')}\n`);
  const target = await serve('import');
  show('import of the same rows', await run(['import', file, '--source', 'practicehub', '--json'], target));
  await target.stop();
}

await measureImport();
await measure('practicehub', new PracticeHubServer(makePeople(PEOPLE)), ['practicehub']);
await measure('filter ignored', new PracticeHubServer(makePeople(PEOPLE), { knowsChangedFilter: false }), [
  'practicehub',
]);
await measure('wodify', new WodifyServer(makePeople(PEOPLE)), ['wodify']);
await measureKills();
rmSync(cwd, { recursive: true });
