import { join } from 'node:path';
import { v7 as uuidV7 } from 'uuid';
import { CommitGroup } from '../src/storage/sqlite/commit-group.ts';
import { CustomerTable } from '../src/storage/sqlite/customer-table.ts';
import { CustomerWrites } from '../src/storage/sqlite/customer-writes.ts';
import { EventTable } from '../src/storage/sqlite/event-table.ts';
import { MerchantTable } from '../src/storage/sqlite/merchant-table.ts';
import { openDatabase } from '../src/storage/sqlite/open-database.ts';
import { SearchIndex } from '../src/storage/sqlite/search-index.ts';
import { TenantCounters } from '../src/storage/sqlite/tenant-counters.ts';
import { TenantKeys } from '../src/storage/sqlite/tenant-keys.ts';
import { ORIGIN } from './fill-database.ts';
import { person } from './people.ts';

const CUSTOMERS = 40_000;
const PER_COMMIT = 64;

class NoSearchIndex extends SearchIndex {
  override put(): void {}
  override replace(): void {}
}

/** What the search index costs: the same upserts in durable groups of 64, with it and without it, one after the other. */
export async function measureWriteCost(folder: string): Promise<void> {
  console.log(`One upsert in durable groups of ${PER_COMMIT}, the mean of ${CUSTOMERS}; microseconds`);
  const create = [await run(folder, true, 'create'), await run(folder, false, 'create')] as const;
  const rename = [await run(folder, true, 'rename'), await run(folder, false, 'rename')] as const;
  for (const [name, [indexed, plain]] of [
    ['create', create],
    ['change of name', rename],
  ] as const) {
    const share = (100 * (indexed - plain)) / indexed;
    console.log(
      `${name.padEnd(16)} with ${indexed.toFixed(0)}, without ${plain.toFixed(0)}: the index is ${share.toFixed(0)} % of the write`,
    );
  }
}

async function run(folder: string, indexed: boolean, what: 'create' | 'rename'): Promise<number> {
  const { database } = openDatabase(join(folder, `${what}-${indexed}.db`));
  const search = indexed ? new SearchIndex(database) : new NoSearchIndex(database);
  const table = new CustomerTable(database, search);
  const counters = new TenantCounters(database);
  const events = new EventTable(database, counters);
  const customers = new CustomerWrites(database, { table, events, counters, rule: 'refuse' });
  new MerchantTable(database).add({ id: 'm', name: 'Merchant', createdAt: 0 });
  const key = new TenantKeys(database).of({ merchantId: 'm', mode: 'live' });
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
      await Promise.all(group.map((command) => writes.run(() => customers.upsert(key, command, ORIGIN))));
    }
  };
  if (what === 'rename') await upsertAll('');
  const began = performance.now();
  await upsertAll(what === 'rename' ? ' jr.' : '');
  const mean = ((performance.now() - began) * 1000) / CUSTOMERS;
  database.close();
  return mean;
}
