import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Customer } from '../../../src/domain/customer.ts';
import { isFoundIn, readSearch, searchText } from '../../../src/domain/lists/search-terms.ts';
import { selectRows } from '../../../src/storage/sqlite/list/filter.ts';
import { bySearch, searchValues } from '../../../src/storage/sqlite/list/search-filter.ts';
import { openSearchFile, recreateIndex } from '../../../src/storage/sqlite/search/search-file.ts';
import { SearchIndex } from '../../../src/storage/sqlite/search/search-index.ts';
import { rowOf } from '../../../src/storage/sqlite/tenants.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const aText = fc.array(fc.constantFrom(...'aAbB1 .@"*éก漢字🦊'), { maxLength: 6 }).map((all) => all.join(''));
const aPhone = fc.array(fc.constantFrom(...'111222+ -'), { maxLength: 8 }).map((all) => all.join(''));
const aCustomer = fc
  .record({
    email: aText,
    name: aText,
    phone: fc.oneof(aText, aPhone),
    externalIds: fc.array(aText, { maxLength: 2 }),
  })
  .map(({ externalIds, ...fields }) => {
    const references = externalIds.map((externalId) => ({ source: 's', externalId, linkedAt: 0 }));
    return { fields, references } as unknown as Customer;
  });
const aSearch = fc
  .oneof(aText, aPhone)
  .map((search) => readSearch(search) ?? '')
  .filter((search) => search !== '');
const aTenant = fc.constantFrom(2, 3, 4, 6398, 6399, 6400, 6401, 2_000_000);

/** The states of a customer over time. The index can merge the entries of several steps. */
const aLife = fc.record({ tenant: aTenant, states: fc.array(aCustomer, { minLength: 1, maxLength: 4 }) });

describe('the search index', () => {
  test('finds the same customers as the search rule, only of the given tenant, also after changes', () => {
    const database = openSearchFile(join(tempFolder(), 'test.db-search'));
    onTestFinished(() => {
      database.close();
    });
    const find = (tenant: number, search: string, all: number) => {
      const filter = bySearch(search, { own: 1, all });
      return database
        .prepare(`${selectRows(filter)} ORDER BY ${filter.order} DESC`)
        .pluck()
        .all({
          ...searchValues(search, tenant),
          firstRow: rowOf({ tenant }, 0),
          lastRow: rowOf({ tenant: tenant + 1 }, 0),
        });
    };
    const lives = fc.array(aLife, { minLength: 1 });
    const searches = fc.array(aSearch, { minLength: 5 });
    const checked = fc.property(lives, searches, fc.boolean(), (customers, asked, isMerged) => {
      recreateIndex(database);
      const index = new SearchIndex(database);
      const held = customers.map(({ tenant, states }, number) => ({
        tenant,
        row: rowOf({ tenant }, number + 1),
        texts: states.map(searchText),
      }));
      for (let step = 0; step < 4; step += 1) {
        database.transaction(() => {
          for (const { row, texts } of held) index.put(row, texts[step] ?? texts.at(-1) ?? '');
        })();
        if (isMerged) database.exec("INSERT INTO customer_tokens (customer_tokens) VALUES ('optimize')");
      }
      for (const asking of new Set(customers.map(({ tenant }) => tenant))) {
        for (const search of asked) {
          const own = held.filter(
            ({ tenant, texts }) => tenant === asking && isFoundIn(texts.at(-1) ?? '', search),
          );
          for (const all of [1, 2])
            expect(find(asking, search, all), search).toEqual(own.map(({ row }) => row).reverse());
        }
      }
    });
    fc.assert(checked, { numRuns: 60 });
  });
});
