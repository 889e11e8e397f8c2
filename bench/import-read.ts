import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openInput } from '../src/cli/import/read/input-file.ts';
import { openTable } from '../src/cli/import/read/open-table.ts';
import { csvOf } from './import-csv.ts';
import { median } from './median.ts';

/**
 * Compares the processor time and the memory of reading a CSV file with csv-parse, in interleaved rounds, each in a
 * process of its own. The import also finds the encoding and the delimiter, which reads the file a second time.
 *
 * Usage: node bench/import-read.ts [rows] [rounds]
 */
interface Reading {
  readonly rows: number;
  readonly cpuMs: number;
  readonly rssMiB: number;
}

const [first, second] = process.argv.slice(2);
if (first === '--read') console.log(JSON.stringify(await readWithImport(second as string)));
else await compare(Number(first ?? 1_000_000), Number(second ?? 5));

async function compare(rows: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'upsertd-bench-'));
  try {
    const file = join(folder, 'customers.csv');
    await pipeline(Readable.from(csvOf(rows)), createWriteStream(file));
    const programs = {
      import: [import.meta.filename, '--read', file],
      'csv-parse': [join(import.meta.dirname, 'peers/csv-parse.mjs'), file],
    };
    const readings: Record<string, Reading[]> = { import: [], 'csv-parse': [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, args] of Object.entries(programs)) {
        const reading: Reading = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
        if (reading.rows !== rows) throw new Error(`${name} reads ${reading.rows} of ${rows} rows.`);
        readings[name]?.push(reading);
      }
    }
    show(rows, readings);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function show(rows: number, readings: Readonly<Record<string, readonly Reading[]>>): void {
  const times = new Map<string, number>();
  for (const [name, all] of Object.entries(readings)) {
    const cpu = all.map(({ cpuMs }) => cpuMs);
    times.set(name, median(cpu));
    const spread = `${Math.min(...cpu).toFixed(0)} to ${Math.max(...cpu).toFixed(0)}`;
    const memory = Math.max(...all.map(({ rssMiB }) => rssMiB)).toFixed(0);
    console.log(
      `${name.padEnd(10)} ${median(cpu).toFixed(0)} ms of processor time (${spread}), at most ${memory} MiB`,
    );
  }
  const ratio = (times.get('csv-parse') ?? 0) / (times.get('import') ?? 1);
  console.log(`${rows} rows: csv-parse takes ${ratio.toFixed(2)} times the processor time of the import`);
}

async function readWithImport(file: string): Promise<Reading> {
  const input = await openInput(file);
  const { rows: chunks } = await openTable(input, {});
  let rows = 0;
  for await (const chunk of chunks) rows += chunk.length;
  await input.close();
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { rows, cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMiB: maxRSS / 1024 };
}
