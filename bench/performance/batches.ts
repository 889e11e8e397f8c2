import { join } from 'node:path';
import Database from 'better-sqlite3';
import { byTurns } from './by-turns.ts';
import { PROGRAMS } from './programs.ts';
import { type Comparison, relativeTarget, toValues } from './results.ts';
import { KEY, startServer } from './servers.ts';
import { load } from './wrk-script.ts';

const PER_BATCH = 100;
const CONNECTIONS = 8;
/** The program that batches are compared to. */
const LOOP = 'bare SQLite insert loop, no HTTP, no checks';

/** Measures batches over HTTP, and a loop that only writes customers to SQLite. */
export async function measureBatches(folder: string, rounds: number, seconds: number): Promise<Comparison> {
  const { server } = await startServer('upsertd', folder);
  const write = bareLoop(join(folder, 'loop.db'));
  try {
    const options = { key: KEY, connections: CONNECTIONS, seconds };
    await load(server.url, 'batch', { ...options, seconds: 2 });
    const rates = await byTurns(rounds, {
      batches: async () => (await load(server.url, 'batch', options)) * PER_BATCH,
      loop: async () => write(seconds),
    });
    const values = { [PROGRAMS.upsertd]: rates.batches, [LOOP]: rates.loop };
    return {
      title: `Batches of ${PER_BATCH} customers`,
      method:
        `upsertd: ${CONNECTIONS} connections send batches of ${PER_BATCH} upserts over HTTP. ` +
        `The loop writes the same columns with better-sqlite3, ${PER_BATCH} customers per transaction, without HTTP or checks.`,
      better: 'higher',
      metrics: [
        {
          ...{ id: 'batches', name: 'customers in batches', unit: 'customers/s' },
          values: toValues(values),
          targets: [relativeTarget(values, PROGRAMS.upsertd, 'at least', 0.8, LOOP)],
        },
      ],
    };
  } finally {
    await server.stop();
  }
}

/** Writes the columns of a customer to one table: half are new, half renamed. @returns customers per second. */
function bareLoop(file: string): (seconds: number) => number {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(`CREATE TABLE customers (
    source TEXT NOT NULL, external_id TEXT NOT NULL, id TEXT NOT NULL UNIQUE, email TEXT NOT NULL UNIQUE, fields TEXT NOT NULL,
    version INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    PRIMARY KEY (source, external_id)) WITHOUT ROWID`);
  const upsert = database.prepare(
    `INSERT INTO customers VALUES ('practicehub', ?, ?, ?, ?, 1, ?, ?) ON CONFLICT (source, external_id) DO UPDATE
     SET fields = excluded.fields, version = version + 1, updated_at = excluded.updated_at`,
  );
  let made = 0;
  let sent = 0;
  const batch = database.transaction(() => {
    for (let index = 0; index < PER_BATCH; index += 1) {
      const number = made === 0 || index % 2 === 0 ? made++ : Math.floor(Math.random() * made);
      const fields = {
        name: `Ingrid Solberg ${sent++}`,
        phone: '+47 912 34 567',
        city: 'Oslo',
        country: 'NO',
      };
      const now = Date.now();
      const id = `0198c5e4-3d55-7a90-a1f7-${number.toString(16).padStart(12, '0')}`;
      upsert.run(`PAT-${number}`, id, `person.${number}@example.com`, JSON.stringify(fields), now, now);
    }
  });
  return (seconds) => {
    const began = performance.now();
    let written = 0;
    while (performance.now() - began < seconds * 1000) {
      batch.immediate();
      written += PER_BATCH;
    }
    return written / ((performance.now() - began) / 1000);
  };
}
