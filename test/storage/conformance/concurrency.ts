import { describe, expect, test } from 'vitest';
import type { MakePlace } from './database-fixture.ts';
import { TenantFixture } from './tenant-fixture.ts';

export function testConcurrency(makePlace: MakePlace): void {
  describe('hundreds of upserts at once', () => {
    test('on one new reference make one customer', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const wanted = { externalId: 'one', email: 'one@example.com' };
      const decisions = await Promise.all(
        Array.from({ length: 600 }, (_, index) =>
          fixture.upsert({ ...wanted, patch: { metadata: { [`k${index}`]: index } } }),
        ),
      );
      const outcomes = decisions.map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'updated')).toHaveLength(599);
      const { items, total } = await fixture.list();
      expect(total).toBe(1);
      expect(Object.keys(items[0]?.fields.metadata ?? {})).toHaveLength(600);
      expect(items[0]?.version).toBe(600);
    });

    test('on one new reference through two stores make one customer', async () => {
      const place = await makePlace();
      const fixture = await TenantFixture.at(place);
      const other = fixture.through(await place.open());
      const wanted = { externalId: 'one', email: 'one@example.com' };
      const decisions = await Promise.all(
        Array.from({ length: 400 }, (_, index) => (index % 2 ? fixture : other).upsert(wanted)),
      );
      expect(decisions.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
      expect([(await fixture.list()).total, (await other.list()).total]).toEqual([1, 1]);
    });

    test('on distinct references make as many customers, counted without a gap', async () => {
      const place = await makePlace();
      const fixture = await TenantFixture.at(place);
      const other = fixture.through(await place.open());
      const made = await Promise.all(
        Array.from({ length: 500 }, (_, index) => (index % 5 ? fixture : other).put()),
      );
      expect((await fixture.list()).total).toBe(500);
      expect(new Set(await fixture.ids())).toEqual(new Set(made.map(({ id }) => id)));
    });

    test('on distinct references with one email make one customer, and refuse the others', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const settled = await Promise.allSettled(
        Array.from({ length: 300 }, () => fixture.upsert({ email: 'one@example.com' })),
      );
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const one of settled)
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict' });
      expect((await fixture.list()).total).toBe(1);
    });
  });

  describe('a read', () => {
    test('sees what was acknowledged before it', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const noise = Promise.all(Array.from({ length: 300 }, () => fixture.put()));
      for (let round = 0; round < 20; round += 1) {
        const { id } = await fixture.put({ externalId: 'one', email: 'one@example.com', now: round });
        expect(await fixture.find(id)).toBeDefined();
        expect((await fixture.update(id, { name: `${round}` })).fields.name).toBe(`${round}`);
        expect((await fixture.list({ externalId: 'one' })).items[0]?.fields.name).toBe(`${round}`);
      }
      await noise;
    });
  });
}
