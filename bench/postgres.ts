import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 as uuidV7 } from 'uuid';
import type { BatchItem } from '../src/domain/batch.ts';
import type { Store } from '../src/domain/store/store.ts';
import { applyBatch, prefetchForBatch } from '../src/domain/write-customers.ts';
import { openStore } from '../src/storage/open-store.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { ask } from '../test/support/test-database.ts';
import { fillDatabase, ORIGIN } from './fill-database.ts';
import { runPgbench } from './pgbench.ts';

// Measures upserts on PostgreSQL, compared to pgbench with the same SQL, and a migration to PostgreSQL and back.
const CUSTOMERS = Number(process.argv[2] ?? 1_000_000);
const CLIENTS = 16;
const SECONDS = 10;
const BATCH = 100;

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** Settings of a durable server. */
const DURABLE = { fsync: 'on', full_page_writes: 'on', shared_buffers: '256MB', max_wal_size: '4GB' };

/** Number of customers created, so that each has a new id. */
let counter = 0;

const server = await PostgresServer.start({ settings: DURABLE });
const folder = mkdtempSync(join(tmpdir(), 'upsertd-bench-'));
try {
  await compareUpserts();
  await migrateThereAndBack();
} finally {
  await server.remove();
  rmSync(folder, { recursive: true });
}

async function compareUpserts(): Promise<void> {
  console.log(
    `Customers created per second by ${CLIENTS} clients, each with its own merchant, in ${SECONDS} s\n`,
  );
  const url = await databaseOf('upserts');
  const store = await openStore(url, { connections: CLIENTS });
  const merchants = await addMerchants(store);
  await ask(url, 'VACUUM ANALYZE');
  for (const size of [1, BATCH]) {
    const what = size === 1 ? 'single upserts' : `batches of ${size}`;
    const ours = await perSecond(size, (client, items) => write(store, merchants[client] as string, items));
    const theirs = await runPgbench({
      ...{ url, folder: server.folder, merchants, customers: size, seconds: SECONDS },
    });
    show(what, ours, 'pgbench', theirs);
    const shared = await perSecond(size, (_, items) => write(store, merchants[0] as string, items));
    show(`${what}, one merchant for all clients`, shared, 'own merchants', ours);
  }
  await store.close();
}

function show(what: string, figure: number, beside: string, other: number): void {
  const ratio = (figure / other).toFixed(2);
  console.log(`${what.padEnd(48)} ${figure.toFixed(0)}/s, ${beside} ${other.toFixed(0)}/s: ${ratio} times`);
}

async function addMerchants(store: Store): Promise<string[]> {
  const ids = Array.from({ length: CLIENTS }, () => uuidV7());
  for (const id of ids) await store.merchants.add({ id, name: id, createdAt: 0 });
  return ids;
}

type WriteItems = (client: number, items: readonly BatchItem[]) => Promise<unknown>;

async function perSecond(size: number, send: WriteItems): Promise<number> {
  let made = 0;
  const start = performance.now();
  const end = start + SECONDS * 1000;
  const client = async (_: unknown, number: number) => {
    while (performance.now() < end) {
      await send(number, Array.from({ length: size }, anItem));
      made += size;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return made / ((performance.now() - start) / 1000);
}

function anItem(): BatchItem {
  counter += 1;
  const externalId = `P-${counter}`;
  const reference = { source: 'practicehub', externalId };
  const email = `${externalId}@example.com`;
  const command = { reference, email, patch: { name: 'Kari Nordmann' }, id: uuidV7(), now: counter };
  return { externalId, command };
}

function write(store: Store, merchantId: string, items: readonly BatchItem[]): Promise<unknown> {
  const tenant = { merchantId, mode: 'sandbox' as const };
  const command = { items, atomic: false, dryRun: false };
  return store.transaction(tenant, prefetchForBatch(command), (unitOfWork) =>
    applyBatch(unitOfWork, command, ORIGIN),
  );
}

async function migrateThereAndBack(): Promise<void> {
  const [first, second] = [`sqlite:${join(folder, 'first.db')}`, `sqlite:${join(folder, 'second.db')}`];
  const url = await databaseOf('migrated');
  const store = await openStore(first);
  await fillDatabase(store, CUSTOMERS);
  await store.close();
  const there = migrate(first, url);
  await showSizes(url);
  const back = migrate(url, second);
  console.log(
    `To PostgreSQL ${there.seconds} s, back to SQLite ${back.seconds} s, including the comparison of checksums.`,
  );
  console.log(there.sums === back.sums ? 'All checksums are equal.' : 'Error: the checksums differ.');
  console.log(there.table);
}

function migrate(from: string, to: string) {
  const start = performance.now();
  const words = [MAIN, 'migrate', '--from', from, '--to', to, '--json'];
  const sums = execFileSync(process.execPath, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parts = JSON.parse(sums) as { part: string; to: { rows: number; checksum: string } }[];
  const table = parts
    .map(({ part, to: { rows, checksum } }) => `${part.padEnd(10)} ${rows} ${checksum}`)
    .join('\n');
  return { sums, table, seconds: Math.round((performance.now() - start) / 1000) };
}

/** Prints the size per customer of each table and its indexes, including events. */
async function showSizes(url: string): Promise<void> {
  await ask(url, 'VACUUM');
  const sizes = await ask<{ table: string; rows: string; data: string; indexes: string }>(
    url,
    `SELECT relname AS table, pg_table_size(oid) AS data, pg_indexes_size(oid) AS indexes
     FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_table_size(oid) > 1000000
     ORDER BY pg_total_relation_size(oid) DESC`,
  );
  console.log(`\nBytes per customer with ${CUSTOMERS} customers: table, indexes`);
  for (const { table, data, indexes } of sizes)
    console.log(`${table.padEnd(22)} ${perCustomer(data)} ${perCustomer(indexes)}`);
  console.log();
}

function perCustomer(bytes: string): string {
  return (Number(bytes) / CUSTOMERS).toFixed(0).padStart(6);
}

async function databaseOf(name: string): Promise<string> {
  await ask(server.url(), `CREATE DATABASE ${name}`);
  return server.url(name);
}
