import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CustomerListQuery, Store } from '../src/domain/store/store.ts';
import type { Tenant } from '../src/domain/tenant.ts';
import { openStore } from '../src/storage/open-store.ts';
import { tenantNumber } from '../src/storage/sqlite/tenants.ts';
import { fillDatabase } from './fill-database.ts';
import { measure } from './measure.ts';
import { makeNaiveCopy, naiveList } from './naive-list.ts';
import { type SearchCase, searchCases } from './search-cases.ts';
import { measureWriteCost } from './search-write-cost.ts';

/**
 * Measures lists and searches of a merchant with a million customers and of a small merchant in the same database,
 * compared to simple queries on a copy with a simple schema. Also measures the cost of the search index per write.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { customers: { type: 'string', default: '1000000' } } });
  const customers = Number(values.customers);
  const folder = mkdtempSync(join(tmpdir(), 'upsertd-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  const path = join(folder, 'search.db');
  const store = await openStore(`sqlite:${path}`);

  const began = performance.now();
  const { large, small, newest } = await fillDatabase(store, customers);
  const seconds = (performance.now() - began) / 1000;
  const size = statSync(path).size / 1024 ** 2;
  console.log(
    `${customers} customers in ${seconds.toFixed(0)} s, ${size.toFixed(0)} MiB, Node ${process.version}\n`,
  );

  const naive = makeNaiveCopy(path, join(folder, 'naive.db'));
  for (const [name, tenant, number, own, prefix] of [
    ['large', large, tenantNumber(1, 'live'), customers, ''],
    ['small', small, tenantNumber(2, 'live'), 1000, 'S'],
  ] as const) {
    console.log(`Milliseconds for the ${name} merchant, ${own} customers`);
    console.log(row(['', 'total', 'p50', 'p99', 'simple p50', 'simple / p50']));
    for (const one of searchCases({ customers, own, prefix, newest })) {
      console.log(await measureCase(store, tenant, (query) => naiveList(naive, number, query), one));
    }
    console.log('');
  }
  await store.close();
  await measureWriteCost(folder);
}

async function measureCase(
  store: Store,
  tenant: Tenant,
  naively: (query: CustomerListQuery) => ReturnType<typeof naiveList>,
  { name, query }: SearchCase,
): Promise<string> {
  const page: CustomerListQuery = { limit: 20, offset: 0, ...query };
  const naive = naively(page);
  const [answer, expected] = [await store.customers.list(tenant, page), naive()];
  const ids = answer.items.map(({ id }) => id);
  const isSame = ids.join() === expected.ids.join() && (answer.total ?? expected.total) === expected.total;
  // LIKE does not find beginnings of words, so these results are not compared, only their times.
  const isWord = query.search !== undefined && query.search.length < 3;
  if (!isSame && !isWord) {
    throw new Error(`The simple queries return other customers for "${name}".`);
  }
  const ours = await measure(() => store.customers.list(tenant, page));
  const theirs = await measure(naive, { runs: 20 });
  const ratio = theirs.p50 / ours.p50;
  const figures = [ours.p50, ours.p99, theirs.p50].map((ms) => ms.toFixed(2));
  return row([name, `${answer.total ?? 'many'}`, ...figures, ratio.toFixed(ratio < 10 ? 1 : 0)]);
}

function row([name = '', ...figures]: string[]): string {
  return [name.padEnd(44), ...figures.map((figure) => figure.padStart(12))].join('');
}

await main();
