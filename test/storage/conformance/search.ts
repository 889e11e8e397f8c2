import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Customer } from '../../../src/domain/customer.ts';
import { foldSearch, SUBSTRING_LENGTH } from '../../../src/domain/search-terms.ts';
import type { MakePlace } from './database-fixture.ts';
import { fresh, TenantFixture } from './tenant-fixture.ts';

/** Few letters, so that searches meet; and what some query language or tokenizer gives a meaning to. */
const ALPHABET = [...'aabbAB1 1.@-_%*"\'():^+éÉßİıΣςñ漢字🦊\u0301'];

const text = (minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom(...ALPHABET), { minLength, maxLength }).map((characters) => characters.join(''));
const aCustomer = fc.record({
  externalId: text(1, 5).filter((id) => id.trim() !== ''),
  name: fc.option(text(0, 10)),
  phone: fc.option(text(0, 4)),
});
const aSearch = text(1, 5)
  .map(foldSearch)
  .filter((search) => search.trim() !== '');

/** What the contract says of a search, without any index. */
function matches(customer: Customer, search: string): boolean {
  const { email, name, phone } = customer.fields;
  const texts = [email, name, phone, ...customer.references.map(({ externalId }) => externalId)]
    .filter((part) => part !== undefined)
    .map(foldSearch);
  if ([...search].length >= SUBSTRING_LENGTH) return texts.some((part) => part.includes(search));
  return texts.some((part) => part.match(/[\p{L}\p{N}]+/gu)?.some((word) => word.startsWith(search)));
}

export function testSearch(makePlace: MakePlace): void {
  describe('search', () => {
    test('finds what a filter over all customers finds, also after changes and beside another merchant', async () => {
      const store = await (await makePlace()).open();
      const data = fc.array(aCustomer, { minLength: 1, maxLength: 12 });
      const checked = fc.asyncProperty(data, data, fc.array(aSearch), async (before, after, searches) => {
        const desks = [await TenantFixture.in(store), await TenantFixture.in(store)];
        for (const fixture of desks) {
          for (const state of [before, after]) {
            await Promise.all(
              state.map(({ externalId, ...patch }) =>
                fixture.put({ externalId, email: `${externalId.length}${fresh('ab')}@example.com`, patch }),
              ),
            );
          }
        }
        for (const fixture of desks) {
          const { items } = await fixture.list();
          for (const search of [...searches, 'exam', 'ex', 'e']) {
            const expected = items.filter((customer) => matches(customer, search)).map(({ id }) => id);
            expect(await fixture.ids({ search }), search).toEqual(expected);
          }
        }
      });
      await fc.assert(checked, { numRuns: 40 });
    });

    test('sees each of the four fields and every external id, and forgets what was replaced', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const email = 'kari.nordmann@example.com';
      const { id } = await fixture.put({
        source: 'a',
        externalId: 'first-id',
        email,
        patch: { name: 'Ada' },
      });
      await fixture.put({
        source: 'b',
        externalId: 'second-id',
        email,
        patch: { name: 'Kari', phone: '5551234' },
      });
      for (const search of ['nordmann', 'kari', 'ka', '1234', '55', 'first-id', 'second-id']) {
        expect(await fixture.ids({ search }), search).toEqual([id]);
      }
      for (const search of ['ada', 'ad', '551235', '34', 'kari5551234', 'comkari']) {
        expect(await fixture.ids({ search }), search).toEqual([]);
      }
      await fixture.update(id, { phone: null, email: 'other@example.com' });
      for (const search of ['nordmann', 'no', '1234', '55'])
        expect(await fixture.ids({ search }), search).toEqual([]);
    });

    test('takes whatever is typed as text', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      await fixture.put({ patch: { name: 'Plain' } });
      const typed = [
        '"',
        '""',
        '" OR "',
        'tenant : "',
        'a*',
        '^pla',
        'NEAR(a b)',
        '{}',
        "');--",
        '%%%',
        '___',
      ];
      for (const search of [...typed, '\u0000\u0000\u0000', '\ue000\ue000\ue000', 'x'.repeat(255)]) {
        expect(await fixture.ids({ search: foldSearch(search) }), search).toEqual([]);
      }
    });
  });
}
