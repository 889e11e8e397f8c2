import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvOf } from './import-csv.ts';
import { median } from './median.ts';

/**
 * Compares the processor time and the memory of `upsertd import` in two versions, in interleaved rounds, each in a process
 * of its own. Build both versions before.
 *
 * With UPSERTD_API_KEY and UPSERTD_URL it sends the rows to that server, each round with a source of its own. Otherwise it
 * measures a dry run that checks the file alone.
 *
 * Usage: node bench/import-versions.ts <folder of the earlier version> <folder of the later version> [rows] [rounds]
 */
interface Run {
  readonly cpuMs: number;
  readonly rssMiB: number;
}

/** Prints the resources that a command used. The import itself runs in the process that is measured. */
const REPORTER = `data:text/javascript,${encodeURIComponent(
  `import { writeFileSync } from 'node:fs';
   process.on('exit', () => {
     const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
     const used = { cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMiB: maxRSS / 1024 };
     writeFileSync(process.env.BENCH_RESOURCES, JSON.stringify(used));
   });`,
)}`;

const MAPS = ['external_id=Customer Id', 'name={First Name} {Last Name}', 'phone=Phone 1'];

const [earlier, later, rowCount = '1000000', roundCount = '5'] = process.argv.slice(2);
if (earlier === undefined || later === undefined) throw new Error('Name the folders of two versions.');

const folder = mkdtempSync(join(tmpdir(), 'upsertd-bench-'));
try {
  const file = join(folder, 'customers.csv');
  await pipeline(Readable.from(csvOf(Number(rowCount))), createWriteStream(file));
  const runs: Record<'earlier' | 'later', Run[]> = { earlier: [], later: [] };
  for (let round = 0; round < Number(roundCount); round += 1) {
    runs.earlier.push(run(resolve(earlier), file, `bench-${round}-a`));
    runs.later.push(run(resolve(later), file, `bench-${round}-b`));
  }
  show('earlier', runs.earlier);
  show('later', runs.later);
  const ratios = runs.later.map(({ cpuMs }, round) => cpuMs / (runs.earlier[round] as Run).cpuMs);
  console.log(
    `later : earlier = ${median(ratios).toFixed(2)} (${spreadOf(ratios, 2)} in ${ratios.length} rounds of ${rowCount} rows)`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

function run(version: string, file: string, source: string): Run {
  const resources = join(folder, 'resources.json');
  const { UPSERTD_URL: url, UPSERTD_API_KEY: key } = process.env;
  const target = url !== undefined && key !== undefined ? ['--url', url] : ['--dry-run'];
  const maps = [...MAPS, 'custom_fields.company=Company'].flatMap((map) => ['--map', map]);
  const main = join(version, 'dist/cli/main.js');
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', REPORTER, main, 'import', file, '--source', source, ...target, ...maps],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, BENCH_RESOURCES: resources } },
  );
  if (status !== 0) throw new Error(`The import of ${version} ended with ${status}: ${stderr}`);
  return JSON.parse(readFileSync(resources, 'utf8'));
}

function show(name: string, runs: readonly Run[]): void {
  const times = runs.map(({ cpuMs }) => cpuMs);
  const memory = Math.max(...runs.map(({ rssMiB }) => rssMiB)).toFixed(0);
  console.log(
    `${name.padEnd(8)} ${median(times).toFixed(0)} ms of processor time (${spreadOf(times, 0)}), at most ${memory} MiB`,
  );
}

function spreadOf(values: readonly number[], digits: number): string {
  return `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`;
}
