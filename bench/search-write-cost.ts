import { join } from 'node:path';
import { v7 as uuidV7 } from 'uuid';
import { applyUpsert } from '../src/domain/write-customers.ts';
import { CommitGroup } from '../src/storage/sqlite/commit-group.ts';
import { CustomerTable } from '../src/storage/sqlite/customer-table.ts';
import { EventTable } from '../src/storage/sqlite/event-table.ts';
import { MerchantTable } from '../src/storage/sqlite/merchant-table.ts';
import { openDatabase } from '../src/storage/sqlite/open/open-database.ts';
import { ResponseTable } from '../src/storage/sqlite/response-table.ts';
import { openSearchFile } from '../src/storage/sqlite/search/search-file.ts';
import { SearchIndexer } from '../src/storage/sqlite/search/search-indexer.ts';
import { SyncStateTable } from '../src/storage/sqlite/sync-state-table.ts';
import { TenantCounters, TenantScopes } from '../src/storage/sqlite/tenants.ts';
import { SqliteUnitOfWork, savepointStarter } from '../src/storage/sqlite/unit-of-work.ts';
import { ORIGIN } from './fill-database.ts';
import { person } from './people.ts';

const CUSTOMERS = 40_000;
const PER_COMMIT = 64;

/**
 * Measures upserts in durable commit groups of 64, and the indexing of the same upserts for search, which a server does
 * in another thread.
 */
export async function measureWriteCost(folder: string): Promise<void> {
  console.log(`Microseconds per upsert in durable commit groups of ${PER_COMMIT}, mean of ${CUSTOMERS}`);
  for (const what of ['create', 'rename'] as const) {
    const { write, follow } = await run(folder, what);
    const name = what === 'create' ? 'create' : 'change of name';
    console.log(
      `${name.padEnd(16)} write ${write.toFixed(0)} µs, indexing ${follow.toFixed(0)} µs: ${(follow / write).toFixed(2)} times the write`,
    );
  }
}

async function run(folder: string, what: 'create' | 'rename'): Promise<{ write: number; follow: number }> {
  const path = join(folder, `${what}.db`);
  const { database } = openDatabase(path);
  const index = openSearchFile(`${path}-search`);
  const counters = new TenantCounters(database);
  const tables = {
    customers: new CustomerTable(database),
    events: new EventTable(database, counters),
    responses: new ResponseTable(database),
    syncStates: new SyncStateTable(database),
    counters,
    sharedEmails: 'refuse' as const,
    savepoint: savepointStarter(database, counters),
  };
  new MerchantTable(database).add({ id: 'm', name: 'Merchant', createdAt: 0 });
  const key = new TenantScopes(database).of({ merchantId: 'm', mode: 'live' });
  const unitOfWork = new SqliteUnitOfWork(key, tables);
  const writes = new CommitGroup(database, { shared: counters });
  const people = Array.from({ length: CUSTOMERS }, (_, number) => person(number));
  const upsertAll = async (suffix: string) => {
    for (let start = 0; start < CUSTOMERS; start += PER_COMMIT) {
      const group = people.slice(start, start + PER_COMMIT).map(({ source, externalId, email, patch }) => ({
        reference: { source, externalId },
        email,
        patch: { ...patch, name: `${patch.name}${suffix}` },
        id: uuidV7(),
        now: start,
      }));
      await Promise.all(group.map((command) => writes.run(() => applyUpsert(unitOfWork, command, ORIGIN))));
    }
  };
  const follower = new SearchIndexer(database, index);
  if (what === 'rename') await upsertAll('');
  follower.indexPending(key.tenant);
  const began = performance.now();
  await upsertAll(what === 'rename' ? ' jr.' : '');
  const written = performance.now();
  follower.indexPending(key.tenant);
  const followed = performance.now();
  database.close();
  index.close();
  return {
    write: ((written - began) * 1000) / CUSTOMERS,
    follow: ((followed - written) * 1000) / CUSTOMERS,
  };
}
