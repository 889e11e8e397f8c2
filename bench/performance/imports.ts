import { execFileSync, spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { person } from '../people.ts';
import { perSecond, type Row } from './row.ts';
import { KEY, startServer } from './servers.ts';

/** The 1,000,000 rows of the goal are to be in within a minute. */
const GOAL_PER_SECOND = 1_000_000 / 60;

/** A file of customers from the command line into the database, beside SQLite's own import into one bare table. */
export async function measureImport(folder: string, rows: number): Promise<Row[]> {
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
    return [
      {
        ...{
          number: 9,
          what: `import of ${rows.toLocaleString('en')} rows`,
          beside: 'one million in a minute',
        },
        ...{
          ours: perSecond(ours),
          theirs: perSecond(GOAL_PER_SECOND),
          ratio: ours / GOAL_PER_SECOND,
          goal: 1,
        },
      },
      {
        ...{ number: 9, what: 'the same, for scale', beside: 'sqlite3 .import, no checks, no index' },
        ...{ ours: perSecond(ours), theirs: perSecond(theirs), ratio: ours / theirs, goal: 0 },
      },
    ];
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
