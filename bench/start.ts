import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSecret } from '../src/domain/keys/key-gate.ts';
import { median } from './median.ts';
import { ServerProcess } from './server-process.ts';

/**
 * Measures the time to the first response, and the memory then, of `serve` and `mock`, as one executable file and with
 * Node, compared to Prism's command line and to an empty Node server, in turns. Needs Linux.
 */
const ROUNDS = 10;

const key = makeSecret('sandbox');
const upsert = {
  path: '/v2/customers/external/practicehub/PAT-12345',
  method: 'PUT',
  headers: { 'x-api-key': key, 'content-type': 'application/json' },
  body: JSON.stringify({ email: 'ingrid.solberg@example.com', name: 'Ingrid Solberg' }),
};

const NODE = process.execPath;
const NOTHING = "require('node:http').createServer((_, answer) => answer.end()).listen(process.argv.at(-1));";
const quiet = ['--log-level', 'silent'];
const PROGRAMS: Readonly<Record<string, (database: string) => string[]>> = {
  'Node, empty responses': () => [NODE, '--eval', NOTHING, '--'],
  'Prism, mock': () => [
    NODE,
    'test/e2e/node_modules/.bin/prism',
    'mock',
    'generated/openapi.json',
    '-v',
    'silent',
  ],
  'upsertd mock, one file': () => ['dist/upsertd', 'mock', ...quiet],
  'upsertd mock, with Node': () => [NODE, 'dist/cli/main.js', 'mock', ...quiet],
  'upsertd serve, one file': (database) => ['dist/upsertd', 'serve', '--database', database, ...quiet],
  'upsertd serve, with Node': (database) => [
    NODE,
    'dist/cli/main.js',
    'serve',
    '--database',
    database,
    ...quiet,
  ],
};

interface Figures {
  readonly milliseconds: number;
  readonly mebibytes: number;
}

/** Starts with a new database, as at the first start by a user. */
async function measureOnce(command: (database: string) => string[]): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'upsertd-bench-'));
  try {
    const words = command(`sqlite:${join(folder, 'upsertd.db')}`);
    const environment = { UPSERTD_SANDBOX_KEY: key };
    const { server, milliseconds } = await ServerProcess.start(words, upsert, environment);
    const mebibytes = server.memory();
    await server.stop();
    return { milliseconds, mebibytes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const seen = new Map<string, Figures[]>(Object.keys(PROGRAMS).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round += 1)
  for (const [name, command] of Object.entries(PROGRAMS)) seen.get(name)?.push(await measureOnce(command));

const row = (name: string, ...cells: string[]) =>
  console.log(name.padEnd(26) + cells.map((cell) => cell.padStart(13)).join(''));
row(`medians of ${ROUNDS}`, '1st response', '÷ Prism', 'memory', '÷ Prism');
const medianOf = (name: string, what: keyof Figures) =>
  median((seen.get(name) ?? []).map((one) => one[what]));
for (const name of seen.keys()) {
  const cells = (['milliseconds', 'mebibytes'] as const).flatMap((what) => {
    const own = medianOf(name, what);
    const unit = what === 'milliseconds' ? 'ms' : 'MiB';
    return [`${own.toFixed(0)} ${unit}`, (own / medianOf('Prism, mock', what)).toFixed(2)];
  });
  row(name, ...cells);
}
