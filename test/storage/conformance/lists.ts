import { beforeEach, describe, expect, test } from 'vitest';
import type { Customer } from '../../../src/domain/customer.ts';
import { COUNTED_MATCHES } from '../../../src/domain/store/store.ts';
import type { MakePlace } from './database-fixture.ts';
import { anItem, TenantFixture } from './tenant-fixture.ts';

export function testLists(makePlace: MakePlace): void {
  describe('the list of customers', () => {
    let fixture: TenantFixture;
    beforeEach(async () => {
      fixture = await TenantFixture.at(await makePlace());
    });

    test('is empty at first', async () => {
      expect(await fixture.list()).toEqual({ items: [], total: 0, hasMore: false });
    });

    test('shows the newest first with everything that is known of them', async () => {
      const oldest = await fixture.put({ patch: { metadata: { a: 1 } } });
      const newest = await fixture.put();
      await fixture.update(oldest.id, { name: 'Changed' });
      const { items } = await fixture.list();
      expect(items).toMatchObject([
        { id: newest.id, references: newest.references },
        { id: oldest.id, fields: { name: 'Changed', metadata: { a: 1 } }, version: 2 },
      ]);
    });

    test('is cut into pages that know the total and whether more follows', async () => {
      const made = await Promise.all(Array.from({ length: 7 }, () => fixture.put()));
      const ids = made.map(({ id }) => id).reverse();
      const page = async (limit: number, offset: number) => {
        const { items, total, hasMore } = await fixture.list({ limit, offset });
        return { ids: items.map(({ id }) => id), total, hasMore };
      };
      expect(await page(3, 0)).toEqual({ ids: ids.slice(0, 3), total: 7, hasMore: true });
      expect(await page(3, 3)).toEqual({ ids: ids.slice(3, 6), total: 7, hasMore: true });
      expect(await page(3, 6)).toEqual({ ids: ids.slice(6), total: 7, hasMore: false });
      expect(await page(7, 0)).toEqual({ ids, total: 7, hasMore: false });
      expect(await page(3, 7)).toEqual({ ids: [], total: 7, hasMore: false });
      expect(await page(3, Number.MAX_SAFE_INTEGER)).toEqual({ ids: [], total: 7, hasMore: false });
    });

    test('is cut into such pages also where a filter is given', async () => {
      for (let index = 0; index < 7; index += 1) await fixture.put({ source: index % 2 ? 'odd' : 'even' });
      const page = async (limit: number, offset: number) => {
        const { items, total, hasMore } = await fixture.list({ source: 'even', limit, offset });
        return [items.length, total, hasMore];
      };
      expect(await page(3, 0)).toEqual([3, 4, true]);
      expect(await page(4, 0)).toEqual([4, 4, false]);
      expect(await page(3, 3)).toEqual([1, 4, false]);
      expect(await page(3, 4)).toEqual([0, 4, false]);
      expect(await page(3, Number.MAX_SAFE_INTEGER)).toEqual([0, 4, false]);
    });
  });

  describe('the list of customers after a customer', () => {
    test('leaves out none and repeats none while customers are created, with and without filters', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const sources = ['a', 'b'] as const;
      const made: Customer[] = [];
      for (let index = 0; index < 9; index += 1) {
        const email = `walk${index}@example.com`;
        made.unshift(await fixture.put({ source: sources[index % 2] as string, email, now: 1000 }));
      }
      for (const filter of [
        {},
        { source: 'a' },
        { search: 'walk' },
        { search: 'wa', source: 'b' },
        { updatedSince: 500 },
      ]) {
        const expected = made.filter(
          ({ references }) => !('source' in filter) || references[0]?.source === filter.source,
        );
        const met: string[] = [];
        let after: { after: string } | undefined;
        for (let hasMore = true; hasMore; ) {
          const page = await fixture.list({ ...filter, ...after, limit: 2 });
          met.push(...page.items.map(({ id }) => id));
          hasMore = page.hasMore;
          after = { after: met.at(-1) as string };
          await fixture.put({ source: 'c', now: 0 });
        }
        const created = met.filter((id) => !made.some((customer) => customer.id === id));
        expect(met.filter((id) => !created.includes(id))).toEqual(expected.map(({ id }) => id));
        expect(new Set(met).size).toBe(met.length);
      }
    });

    test('has no customer after the oldest one, and a page of it knows the total', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const [oldest, newest] = [await fixture.put(), await fixture.put()];
      expect(await fixture.list({ after: oldest.id })).toEqual({ items: [], total: 2, hasMore: false });
      expect(await fixture.list({ after: newest.id, limit: 1 })).toMatchObject({
        items: [{ id: oldest.id }],
        total: 2,
        hasMore: false,
      });
    });

    test('refuses the id of a customer of another tenant, or of none', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const other = await (await TenantFixture.in(fixture.store)).put();
      for (const after of [other.id, '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10']) {
        for (const filter of [{}, { source: 'a' }, { search: 'abc' }]) {
          await expect(fixture.list({ ...filter, after })).rejects.toMatchObject({ param: 'after' });
        }
      }
    });
  });

  describe('filters of the list', () => {
    let fixture: TenantFixture;
    let anna: Customer;
    let berit: Customer;
    let carl: Customer;
    beforeEach(async () => {
      fixture = await TenantFixture.at(await makePlace());
      const [a, b, c] = ['anna@example.com', 'berit@example.com', 'carl@example.org'] as const;
      await fixture.put({
        source: 'wodify',
        externalId: '1',
        email: a,
        patch: { name: 'Anna Berg' },
        now: 1000,
      });
      anna = await fixture.put({ source: 'practicehub', externalId: '7', email: a, now: 1000 });
      berit = await fixture.put({
        source: 'wodify',
        externalId: '7',
        email: b,
        patch: { phone: '+47 22' },
        now: 2000,
      });
      carl = await fixture.create(c, { name: 'Carl' });
      await fixture.update(carl.id, { name: 'Carl Berg' }, 3000);
    });

    const sets: [string, Parameters<TenantFixture['ids']>[0], () => Customer[]][] = [
      ['by email, in any case once folded', { emailFolded: 'berit@example.com' }, () => [berit]],
      ['by an email that no customer has', { emailFolded: 'unused@example.com' }, () => []],
      ['by source', { source: 'wodify' }, () => [berit, anna]],
      ['by external id of any source', { externalId: '7' }, () => [berit, anna]],
      ['by source and external id', { source: 'practicehub', externalId: '7' }, () => [anna]],
      ['by source and an id of another source', { source: 'practicehub', externalId: '1' }, () => []],
      ['by the time of the last change, itself included', { updatedSince: 2000 }, () => [carl, berit]],
      ['by a substring', { search: 'berg' }, () => [carl, anna]],
      ['by the beginning of a word', { search: 'be' }, () => [carl, berit, anna]],
      ['by substring and source', { search: 'berg', source: 'wodify' }, () => [anna]],
      ['by substring and time', { search: 'example', updatedSince: 2500 }, () => [carl]],
      ['by beginning and email', { search: 'an', emailFolded: 'anna@example.com' }, () => [anna]],
      [
        'by all of them',
        {
          search: 'ber',
          emailFolded: 'berit@example.com',
          source: 'wodify',
          externalId: '7',
          updatedSince: 2000,
        },
        () => [berit],
      ],
      [
        'by all of them with one that does not match',
        {
          search: 'ber',
          emailFolded: 'berit@example.com',
          source: 'wodify',
          externalId: '7',
          updatedSince: 2001,
        },
        () => [],
      ],
    ];
    test.for(sets)('%s', async ([, query, expected]) => {
      const ids = expected().map(({ id }) => id);
      expect(await fixture.ids(query)).toEqual(ids);
      expect((await fixture.list(query)).total).toBe(ids.length);
    });

    test('a customer with two references from one match is listed once', async () => {
      await fixture.put({ source: 'third', externalId: '7', email: 'anna@example.com' });
      expect(await fixture.ids({ externalId: '7' })).toEqual([berit.id, anna.id]);
    });
  });

  describe('among more customers than are counted', () => {
    /** As one batch after another makes them; by number, every tenth is wodify's and every 97th is called Rare. */
    async function makeMany(fixture: TenantFixture): Promise<Customer[]> {
      const made: Customer[] = [];
      while (made.length < 1.05 * COUNTED_MATCHES) {
        const items = Array.from({ length: 100 }, (_, index) => {
          const number = made.length + index;
          return anItem({
            source: number % 10 === 0 ? 'wodify' : 'practicehub',
            externalId: `${number}`,
            patch: { name: number % 97 === 0 ? 'Rare' : 'Many' },
            now: number,
          });
        });
        for (const result of await fixture.batch(items))
          if (result.outcome === 'created') made.push(result.after);
      }
      return made;
    }

    // One test of two parts, because it takes long to make them.
    test('lists leave the total out where every filter matches too many, know it where one matches few, and order and hasMore stay exact', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const made = await makeMany(fixture);
      const ids = made.map(({ id }) => id).reverse();
      const many = ids.filter((_, index) => (ids.length - 1 - index) % 97 !== 0);
      for (const [query, expected] of [
        [{ search: 'example' }, ids],
        [{ search: 'many' }, many],
        [{ search: 'ma' }, many],
        [{ updatedSince: 0 }, ids],
        [{ search: 'many', updatedSince: 0 }, many],
        [{ search: 'example', updatedSince: 0 }, ids],
      ] as const) {
        const first = await fixture.list({ ...query, limit: 20 });
        expect(first).not.toHaveProperty('total');
        expect(first.hasMore).toBe(true);
        expect(first.items.map(({ id }) => id)).toEqual(expected.slice(0, 20));
        const last = await fixture.list({ ...query, limit: 100, offset: expected.length - 3 });
        expect(last.hasMore).toBe(false);
        expect(last.items.map(({ id }) => id)).toEqual(expected.slice(-3));
      }
      expect((await fixture.list()).total).toBe(ids.length);

      const numbers = made.map((_, number) => number).reverse();
      const changedSince = ids.length - 50;
      for (const [query, matches] of [
        [{ search: 'many', externalId: '17' }, (number: number) => number === 17],
        [{ search: 'rare' }, (number: number) => number % 97 === 0],
        [{ search: 'ra', source: 'practicehub' }, (number: number) => number % 97 === 0 && number % 10 > 0],
        [{ search: 'example', source: 'wodify' }, (number: number) => number % 10 === 0],
        [
          { search: 'many', updatedSince: changedSince },
          (number: number) => number >= changedSince && number % 97 > 0,
        ],
        [{ search: 'ex', updatedSince: changedSince }, (number: number) => number >= changedSince],
        [{ source: 'wodify', updatedSince: 0, search: 'rare' }, (number: number) => number % 970 === 0],
      ] as const) {
        const expected = numbers.filter(matches).map((number) => made[number]?.id);
        expect((await fixture.list({ ...query, limit: 1 })).total).toBe(expected.length);
        expect(await fixture.ids(query)).toEqual(expected);
      }
    });
  });
}
