import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Problem } from '../../src/domain/problem.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { fillDatabase, ORIGIN } from '../fill-database.ts';
import { measure } from '../measure.ts';
import { person } from '../people.ts';
import type { Row } from './row.ts';

const AT_ONCE = 64;

type Figures = Record<
  'upsert, ms per 64' | 'get by id, ms' | 'search, ms' | 'page at the end, ms' | 'bytes a customer',
  number
>;

/** The same work in a small database and in ever larger ones. */
export async function measureGrowth(folder: string, sizes: readonly number[]): Promise<Row[]> {
  const [smallest = 0, ...larger] = sizes;
  const first = await measureAt(folder, smallest);
  const rows: Row[] = [];
  for (const size of larger) {
    const figures = await measureAt(folder, size);
    for (const what of Object.keys(first) as (keyof Figures)[]) {
      const [name, unit = ''] = what.startsWith('bytes') ? [what] : what.split(', ');
      const show = (value: number) => `${value.toFixed(unit ? 2 : 0)} ${unit}`.trim();
      rows.push({
        ...{
          number: 8,
          what: `${name} at ${size.toLocaleString('en')}`,
          beside: `at ${smallest.toLocaleString('en')}`,
        },
        ...{
          ours: show(figures[what]),
          theirs: show(first[what]),
          ratio: first[what] / figures[what],
          goal: 1 / 1.5,
        },
      });
    }
  }
  return rows;
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
        return table.upsert({ tenant, command, origin: ORIGIN, answer: () => undefined });
      }),
    );
  const page = (query: object) => table.list(tenant, { limit: 20, offset: 0, ...query });
  const figures: Figures = {
    'upsert, ms per 64': (await measure(upserts)).p50,
    'get by id, ms': (await measure(() => table.find(tenant, ids[turn++ % ids.length] ?? ''), { runs: 2000 }))
      .p50,
    'search, ms': (await measure(() => page({ search: person(customers - 7).externalId.toLowerCase() }))).p50,
    'page at the end, ms': (await measure(() => page({ offset: customers - 25 }))).p50,
    'bytes a customer': 0,
  };
  await store.close();
  const bytes = [path, `${path}-search`].reduce((sum, file) => sum + statSync(file).size, 0);
  return { ...figures, 'bytes a customer': bytes / customers };
}

/** After so many writes at once a search is refused until the index has caught up. */
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
