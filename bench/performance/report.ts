import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawChart } from './chart.ts';
import { chartPanels } from './chart-panels.ts';
import type { Results } from './results.ts';
import { renderTable } from './table.ts';

/** Writes results.json, table.md and performance.svg into a folder. */
export function writeReport(folder: string, results: Results): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(folder, 'table.md'), renderTable(results));
  writeFileSync(join(folder, 'performance.svg'), renderChart(results));
}

export function readResults(folder: string): Results {
  return JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as Results;
}

export function renderChart(results: Results): string {
  const { cores, processor, date } = results.machine;
  const title = 'Throughput and latency of upsertd and others';
  const subtitle = `Measured on ${cores} cores (${processor}) on ${date}.`;
  return drawChart({ title, subtitle }, chartPanels(results));
}
