import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBatches } from './batches.ts';
import { measureGrowth } from './growth.ts';
import { measureImport } from './imports.ts';
import { measureLatency } from './latency.ts';
import { readMachine } from './machine.ts';
import { measureReads } from './reads.ts';
import { writeReport } from './report.ts';
import type { Comparison } from './results.ts';
import { measureStarts } from './starts.ts';
import { renderTable } from './table.ts';
import { measureWrites } from './writes.ts';

/**
 * Measures upsertd and other programs in turns, in one run, with load from a process of its own. Prints the results as
 * a table. Needs Linux, with wrk and sqlite3 on the path.
 */
const { values } = parseArgs({
  options: {
    /** Seconds of load per measurement. */
    seconds: { type: 'string', default: '5' },
    /** Rounds of which the median counts. */
    rounds: { type: 'string', default: '5' },
    /** Numbers of customers in the databases of part 8, the smallest first. */
    sizes: { type: 'string', default: '10000,1000000' },
    /** Customers in the file of part 9. */
    rows: { type: 'string', default: '1000000' },
    /** Parts to measure: 1 upserts, 4 batches, 5 reads, 6 latency, 7 starts, 8 growth, 9 import. */
    only: { type: 'string', default: '1,4,5,6,7,8,9' },
    /** Folder for the results, the table and the chart. Default: they are only printed. */
    out: { type: 'string' },
  },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
const wanted = new Set(values.only.split(',').map(Number));

const folder = mkdtempSync(join(tmpdir(), 'upsertd-bench-'));
const parts: [number: number, measure: () => Promise<Comparison>][] = [
  [1, () => measureWrites(folder, rounds, seconds)],
  [4, () => measureBatches(folder, rounds, seconds)],
  [5, () => measureReads(folder, rounds, seconds)],
  [6, () => measureLatency(folder, seconds * 2)],
  [7, () => measureStarts(folder, rounds, seconds)],
  [8, () => measureGrowth(folder, values.sizes.split(',').map(Number))],
  [9, () => measureImport(folder, Number(values.rows))],
];
const comparisons: Comparison[] = [];
try {
  for (const [number, measure] of parts.filter(([part]) => wanted.has(part))) {
    console.error(`Measuring part ${number} …`);
    comparisons.push(await measure());
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const results = { machine: readMachine(), comparisons };
console.log(renderTable(results));
if (values.out) writeReport(values.out, results);
