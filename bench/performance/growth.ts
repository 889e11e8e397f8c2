import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Problem } from '../../src/domain/problem.ts';
import { applyUpsert, prefetchForUpsert } from '../../src/domain/write-customers.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { fillDatabase, ORIGIN } from '../fill-database.ts';
import { measure } from '../measure.ts';
import { person } from '../people.ts';
import { type Comparison, type Metric, relativeTarget, toValues } from './results.ts';

const AT_ONCE = 64;

const METRICS = {
  upserts: { name: `${AT_ONCE} upserts at once`, unit: 'ms' },
  find: { name: 'one customer by id', unit: 'ms' },
  search: { name: 'search for an external id', unit: 'ms' },
  'last-page': { name: 'last page of the list', unit: 'ms' },
  size: { name: 'file size per customer', unit: 'bytes' },
} as const;

type Figures = Record<keyof typeof METRICS, number>;

/** Measures the same work in databases of several sizes, the smallest first. */
export async function measureGrowth(folder: string, sizes: readonly number[]): Promise<Comparison> {
  const figures: [name: string, figures: Figures][] = [];
  for (const size of sizes) {
    figures.push([`${size.toLocaleString('en')} customers`, await measureAt(folder, size)]);
  }
  const [smallest, ...larger] = figures.map(([name]) => name);
  const metric = (id: keyof typeof METRICS): Metric => {
    const values = Object.fromEntries(figures.map(([name, figure]) => [name, figure[id]]));
    return {
      ...{ id: `growth-${id}`, ...METRICS[id], values: toValues(values) },
      targets: larger.map((name) => relativeTarget(values, name, 'at most', 1.5, smallest ?? '')),
    };
  };
  return {
    title: 'Growth of the database',
    method:
      'Median time of an operation of upsertd on its SQLite database, without HTTP, by number of customers.',
    better: 'lower',
    metrics: (Object.keys(METRICS) as (keyof typeof METRICS)[]).map(metric),
  };
}

async function measureAt(folder: string, customers: number): Promise<Figures> {
  const path = join(folder, `growth-${customers}.db`);
  const store = await openStore(`sqlite:${path}`, { serving: true });
  const { large: tenant, newest } = await fillDatabase(store, customers);
  const { customers: table } = store;
  await untilFollowed(() => table.list(tenant, { search: 'nobody', limit: 1, offset: 0 }));
  const ids = (await table.list(tenant, { limit: 100, offset: Math.floor(customers / 2) })).items.map(
    ({ id }) => id,
  );
  let turn = 0;
  const upserts = () =>
    Promise.all(
      Array.from({ length: AT_ONCE }, () => {
        turn += 1;
        const { source, externalId, email, patch } = person(Math.floor(Math.random() * customers));
        const command = {
          ...{ reference: { source, externalId }, email, id: ids[0] ?? '', now: newest + customers + turn },
          patch: { ...patch, name: `Renamed ${turn}` },
        };
        return store.transaction(tenant, prefetchForUpsert(command), (unitOfWork) =>
          applyUpsert(unitOfWork, command, ORIGIN),
        );
      }),
    );
  const page = (query: object) => table.list(tenant, { limit: 20, offset: 0, ...query });
  const figures: Figures = {
    upserts: (await measure(upserts)).p50,
    find: (await measure(() => table.find(tenant, ids[turn++ % ids.length] ?? ''), { runs: 2000 })).p50,
    search: (await measure(() => page({ search: person(customers - 7).externalId.toLowerCase() }))).p50,
    'last-page': (await measure(() => page({ offset: customers - 25 }))).p50,
    size: 0,
  };
  await store.close();
  const bytes = [path, `${path}-search`].reduce((sum, file) => sum + statSync(file).size, 0);
  return { ...figures, size: bytes / customers };
}

/** Waits for the search indexer. Until it has caught up, a search fails as unavailable. */
async function untilFollowed(search: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await search();
      return;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'unavailable') throw error;
      await setTimeout(1000);
    }
  }
}
