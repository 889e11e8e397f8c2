import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Customer } from '../../../src/domain/customer.ts';
import { foldSearch, isFoundIn, searchText } from '../../../src/domain/search-terms.ts';
import { openSearchFile, startAnew } from '../../../src/storage/sqlite/search-file.ts';
import { SearchIndex, searchMatch, searchTable } from '../../../src/storage/sqlite/search-index.ts';
import { rowOf } from '../../../src/storage/sqlite/tenant-keys.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const aText = fc.array(fc.constantFrom(...'aAbB1 .@"*é漢🦊'), { maxLength: 6 }).map((all) => all.join(''));
const aCustomer = fc
  .record({ email: aText, name: aText, phone: aText, externalIds: fc.array(aText, { maxLength: 2 }) })
  .map(({ externalIds, ...fields }) => {
    const references = externalIds.map((externalId) => ({ source: 's', externalId, linkedAt: 0 }));
    return { fields, references } as unknown as Customer;
  });
const aSearch = aText.map(foldSearch).filter((search) => search.trim() !== '');
const aTenant = fc.constantFrom(2, 3, 4, 6398, 6399, 6400, 6401, 2_000_000);

describe('the full-text tables', () => {
  test('find what the rule of the search finds, of the tenant that asks alone, also after replacement', () => {
    const database = openSearchFile(join(tempFolder(), 'test.db-search'));
    onTestFinished(() => {
      database.close();
    });
    const states = fc.array(fc.record({ tenant: aTenant, before: aCustomer, after: aCustomer }), {
      minLength: 1,
    });
    const checked = fc.property(states, fc.array(aSearch, { minLength: 5 }), (customers, searches) => {
      startAnew(database);
      const index = new SearchIndex(database);
      const held = customers.map(({ tenant, before, after }, number) => {
        const row = rowOf({ tenant }, number);
        index.put(row, before);
        if (number % 2 === 1) return { tenant, row, text: searchText(before) };
        index.put(row, after);
        return { tenant, row, text: searchText(after) };
      });
      for (const asking of new Set(customers.map(({ tenant }) => tenant))) {
        for (const search of searches) {
          const table = searchTable(search);
          const found = database
            .prepare(`SELECT rowid FROM ${table} WHERE ${table} MATCH ? ORDER BY rowid`)
            .pluck()
            .all(searchMatch(asking, search));
          const own = held.filter(({ tenant, text }) => tenant === asking && isFoundIn(text, search));
          expect(found, search).toEqual(own.map(({ row }) => row));
        }
      }
    });
    fc.assert(checked, { numRuns: 40 });
  });
});
