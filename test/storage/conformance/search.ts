import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Customer } from '../../../src/domain/customer.ts';
import { readSearch } from '../../../src/domain/lists/search-terms.ts';
import { isFoundByRule } from '../../support/search-rule.ts';
import type { MakePlace } from './database-fixture.ts';
import { fresh, TenantFixture } from './tenant-fixture.ts';

/** Few letters, so that searches meet; and what some query language or tokenizer gives a meaning to. */
const ALPHABET = [...'aabbAB1 1.@-_%*"\'():^+éÉßİıΣςñ漢字กัー🦊\u0301２'];

const text = (minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom(...ALPHABET), { minLength, maxLength }).map((characters) => characters.join(''));
/** What phone numbers consist of, so that searches meet their digits. */
const numbers = (minLength: number, maxLength: number) =>
  fc
    .array(fc.constantFrom(...'111222+ -–()./２'), { minLength, maxLength })
    .map((characters) => characters.join(''));
const aCustomer = fc.record({
  externalId: text(1, 5).filter((id) => id.trim() !== ''),
  name: fc.option(text(0, 10)),
  phone: fc.option(fc.oneof(text(0, 4), numbers(0, 8))),
});
const aSearch = fc
  .oneof(text(1, 5), numbers(1, 7))
  .map((search) => readSearch(search) ?? '')
  .filter((search) => search !== '');

/** The ids that a search finds, sent as text. */
const found = (fixture: TenantFixture, search: string) =>
  fixture.ids({ search: readSearch(search) ?? 'is blank' });

function matches({ fields, references }: Customer, search: string): boolean {
  const externalIds = references.map(({ externalId }) => externalId);
  return isFoundByRule({ ...fields, externalIds }, search);
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

    test.for([
      ['a composed letter', 'Zoë Å', 'zoe\u0308 a\u030A'],
      ['a letter with a separate mark', 'Zoe\u0308 A\u030A', 'zoë å'],
      ['a letter whose capital has no composed form', 'J\u030Ciri', 'ǰiri'],
      ['a Hangul syllable', '한국', '\u1112\u1161\u11AB\u1100\u116E\u11A8'],
      ['one composed letter', 'é', 'e\u0301'],
    ])('finds %s by its other Unicode form', async ([, name = '', search = '']) => {
      const fixture = await TenantFixture.at(await makePlace());
      const { id } = await fixture.put({ patch: { name } });
      expect(await found(fixture, search)).toEqual([id]);
    });

    test('of one or two characters finds the inside of words in scripts without spaces', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      for (const [name, searches] of [
        ['王小明', ['小', '小明', '明']],
        ['やまだカード', ['まだ', 'だ', 'ード']],
        ['สมชัย', ['ชั', 'ชั', 'ย']],
        ['김민수', ['민수', '수']],
        ['東京Tower', ['京t', 'to']],
      ] as const) {
        const { id } = await fixture.put({ patch: { name } });
        for (const search of searches) expect(await found(fixture, search), search).toEqual([id]);
      }
      for (const search of ['明小', 'ow']) expect(await found(fixture, search), search).toEqual([]);
    });

    test('finds a phone by its digits, however both are written, and no other field', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const { id } = await fixture.put({ patch: { name: 'Kari', phone: '+47 22 33 44 55' } });
      await fixture.put({ patch: { name: 'Room 472233' }, externalId: '22334455-1' });
      const other = await fixture.put({ externalId: 'no 472-233-4', patch: { phone: '(0)1/234.5' } });
      for (const search of [
        '+47 2233',
        '47-22.33',
        '(47) 22/33',
        ' 2233 4455 ',
        '4722–3344',
        '＋４７ ２２３３',
      ])
        expect(await found(fixture, search), search).toEqual([id]);
      expect(await fixture.ids({ search: '01234', source: 'practicehub' })).toEqual([other.id]);
      expect(await fixture.ids({ search: '472-233' })).toEqual([other.id, id]);
      expect(await fixture.ids({ search: '33445', source: 'practicehub' })).toHaveLength(2);
      for (const search of ['+47 2244', '22334455 kari', '+2 2x', '55 01'])
        expect(await found(fixture, search), search).toEqual([]);
      await fixture.update(id, { phone: '99 88 77 66' });
      expect(await fixture.ids({ search: '+47 2233' })).toEqual([]);
      expect(await fixture.ids({ search: '998877' })).toEqual([id]);
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
        expect(await found(fixture, search), search).toEqual([]);
      }
    });
  });
}
