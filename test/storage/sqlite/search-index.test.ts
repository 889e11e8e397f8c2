import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Customer } from '../../../src/domain/customer.ts';
import { foldSearch, isFoundIn, searchText } from '../../../src/domain/search-terms.ts';
import { openDatabase } from '../../../src/storage/sqlite/open-database.ts';
import { SearchIndex, searchMatch, searchTable } from '../../../src/storage/sqlite/search-index.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const aText = fc.array(fc.constantFrom(...'aAbB1 .@"*é漢🦊'), { maxLength: 6 }).map((all) => all.join(''));
const aCustomer = fc
  .record({ email: aText, name: aText, phone: aText, externalIds: fc.array(aText, { maxLength: 2 }) })
  .map(({ externalIds, ...fields }) => {
    const references = externalIds.map((externalId) => ({ source: 's', externalId, linkedAt: 0 }));
    return { fields, references } as unknown as Customer;
  });
const aSearch = aText.map(foldSearch).filter((search) => search.trim() !== '');
const aTenant = fc.record({
  merchantId: fc.constant(''),
  tenant: fc.constantFrom(2, 3, 4, 6398, 6399, 6400, 6401, 40_960_000),
});

describe('the full-text tables', () => {
  test('find what the rule of the search finds, of the tenant that asks alone, also after replacement', () => {
    const { database } = openDatabase(join(tempFolder(), 'test.db'));
    onTestFinished(() => {
      database.close();
    });
    const index = new SearchIndex(database);
    const states = fc.array(fc.record({ tenant: aTenant, before: aCustomer, after: aCustomer }), {
      minLength: 1,
    });
    const checked = fc.property(states, fc.array(aSearch, { minLength: 5 }), (customers, searches) => {
      database.exec('DELETE FROM customer_text; DELETE FROM customer_words');
      customers.forEach(({ tenant, before, after }, row) => {
        index.put(tenant, row, before);
        if (row % 2 === 0) index.replace(tenant, row, before, after);
      });
      const tenants = new Map(customers.map(({ tenant }) => [tenant.tenant, tenant]));
      for (const tenant of tenants.values()) {
        for (const search of searches) {
          const table = searchTable(search);
          const found = database
            .prepare(`SELECT rowid FROM ${table} WHERE ${table} MATCH ? ORDER BY rowid`)
            .pluck()
            .all(searchMatch(tenant, search));
          const expected = customers.flatMap(({ tenant: theirs, before, after }, row) => {
            const isOwn = theirs.tenant === tenant.tenant;
            return isOwn && isFoundIn(searchText(row % 2 === 0 ? after : before), search) ? [row] : [];
          });
          expect(found, search).toEqual(expected);
        }
      }
    });
    fc.assert(checked, { numRuns: 40 });
  });
});
