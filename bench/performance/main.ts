import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBatches } from './batches.ts';
import { measureGrowth } from './growth.ts';
import { measureImport } from './imports.ts';
import { measureLatency } from './latency.ts';
import { describeMachine } from './machine.ts';
import { draw } from './picture.ts';
import { measureReads } from './reads.ts';
import { type Row, showTable } from './row.ts';
import { measureStarts } from './starts.ts';
import { measureWrites } from './writes.ts';

/**
 * upsertd beside a bare server, what one would build in an afternoon, and mocks: by turns, in one run, from another
 * process. Ratios come first; figures are this machine's. Linux, with wrk and sqlite3 on the path.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '10000,1000000' },
    rows: { type: 'string', default: '1000000' },
    only: { type: 'string', default: '1,4,5,6,7,8,9' },
    /** A folder for the table and the picture. */
    out: { type: 'string' },
  },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
const wanted = new Set(values.only.split(',').map(Number));

const folder = mkdtempSync(join(tmpdir(), 'upsertd-bench-'));
const parts: [number: number, measure: () => Promise<Row[]>][] = [
  [1, () => measureWrites(folder, rounds, seconds)],
  [4, () => measureBatches(folder, rounds, seconds)],
  [5, () => measureReads(folder, rounds, seconds)],
  [6, () => measureLatency(folder, seconds * 2)],
  [7, () => measureStarts(folder, rounds, seconds)],
  [8, () => measureGrowth(folder, values.sizes.split(',').map(Number))],
  [9, () => measureImport(folder, Number(values.rows))],
];
const rows: Row[] = [];
try {
  for (const [number, measure] of parts.filter(([part]) => wanted.has(part))) {
    console.error(`measuring ${number} …`);
    rows.push(...(await measure()));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const machine = describeMachine();
const table = `${machine}\n\n${showTable(rows)}\n`;
console.log(table);
if (values.out) {
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, 'table.md'), table);
  writeFileSync(join(values.out, 'ratios.svg'), draw(rows, machine));
}
