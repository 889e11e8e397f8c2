import { execFileSync, spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { person } from '../people.ts';
import { type Comparison, toValues } from './results.ts';
import { KEY, startServer } from './servers.ts';

/** Customers per second that import a million in a minute. */
const TARGET = Math.round(1_000_000 / 60);

/** Measures `upsertd import` of a CSV file, and SQLite's own import of the same file into one table. */
export async function measureImport(folder: string, rows: number): Promise<Comparison> {
  const file = join(folder, 'customers.csv');
  await pipeline(Readable.from(csv(rows)), createWriteStream(file));
  const { server } = await startServer('upsertd', folder);
  try {
    const began = performance.now();
    const command = ['dist/cli/main.js', 'import', file, '--source', 'practicehub', '--url', server.url];
    const { status, stderr } = spawnSync(process.execPath, command, {
      env: { ...process.env, UPSERTD_API_KEY: KEY },
    });
    if (status !== 0) throw new Error(`The import failed: ${stderr}`);
    const ours = rows / ((performance.now() - began) / 1000);
    const theirs = rows / sqliteImport(file, join(folder, 'import.db'));
    return {
      title: `Import of ${rows.toLocaleString('en')} customers from a CSV file`,
      method:
        '`upsertd import` reads the file and sends batches to a running upsertd server. ' +
        '`sqlite3 .import` writes the same file to one table, without checks and indexes.',
      better: 'higher',
      metrics: [
        {
          ...{ id: 'import', name: 'import', unit: 'customers/s' },
          values: toValues({ 'upsertd import': ours, 'sqlite3 .import': theirs }),
          targets: [
            { subject: 'upsertd import', condition: 'at least', limit: TARGET, measured: Math.round(ours) },
          ],
        },
      ],
    };
  } finally {
    await server.stop();
  }
}

function* csv(rows: number): Generator<string> {
  yield 'external_id,email,name,phone,city,country\n';
  for (let number = 0; number < rows; number += 1) {
    const { externalId, email, patch } = person(number);
    yield `${externalId},${email},"${patch.name}",${patch.phone},${patch.city},${patch.country}\n`;
  }
}

/** @returns seconds. */
function sqliteImport(file: string, database: string): number {
  const began = performance.now();
  execFileSync('sqlite3', [database, 'PRAGMA journal_mode = WAL', `.import --csv ${file} customers`]);
  return (performance.now() - began) / 1000;
}
