import { beforeEach, describe, expect, test } from 'vitest';
import type { BatchResult } from '../../../src/domain/batch.ts';
import { type Instant, parseInstant } from '../../../src/domain/instant.ts';
import { invalidFields } from '../../../src/domain/problem.ts';
import { applyBatch, prefetchForBatch } from '../../../src/domain/write-customers.ts';
import type { MakePlace } from './database-fixture.ts';
import { anItem, ORIGIN, TenantFixture } from './tenant-fixture.ts';

const OLDER = parseInstant('2026-05-01T10:00:00Z') as Instant;
const NEWER = parseInstant('2026-05-01T10:00:01Z') as Instant;

const outcomes = (results: readonly BatchResult[]) => results.map(({ outcome }) => outcome);

export function testBatch(makePlace: MakePlace): void {
  describe('a batch', () => {
    let fixture: TenantFixture;
    beforeEach(async () => {
      fixture = await TenantFixture.at(await makePlace());
    });

    /** One item for every outcome there is, in a store where `known`, `timed` and `linked` are customers. */
    async function oneOfEach() {
      await fixture.put({ externalId: 'known', email: 'known@example.com' });
      await fixture.put({ externalId: 'timed', email: 'timed@example.com', externalUpdatedAt: NEWER });
      await fixture.put({ source: 'wodify', externalId: '1', email: 'linked@example.com' });
      const refusal = invalidFields({ email: ['is required'] });
      return [
        anItem({ externalId: 'new', email: 'new@example.com' }),
        anItem({ externalId: 'known', email: 'known@example.com', patch: { name: 'Known' } }),
        anItem({ externalId: 'known', email: 'known@example.com', patch: { name: 'Known' } }),
        anItem({ externalId: 'timed', email: 'timed@example.com', externalUpdatedAt: OLDER }),
        anItem({ externalId: 'linked', email: 'LINKED@example.com' }),
        anItem({ externalId: 'other', email: 'known@example.com' }),
        { externalId: 'invalid', refusal },
        anItem({ externalId: 'last', email: 'last@example.com' }),
      ];
    }
    const EACH = ['created', 'updated', 'unchanged', 'stale', 'linked', 'failed', 'failed', 'created'];

    test('applies its items in their order, and an item that fails does so alone', async () => {
      const results = await fixture.batch(await oneOfEach());
      expect(outcomes(results)).toEqual(EACH);
      expect(results[5]).toMatchObject({ refusal: { code: 'conflict', param: 'email' } });
      expect(results[6]).toMatchObject({ refusal: { code: 'invalid_request', param: 'email' } });
      expect((await fixture.list()).total).toBe(5);
      expect((await fixture.events()).map(({ type }) => type)).toEqual([
        'customer.created',
        'customer.updated',
        'customer.updated',
        'customer.created',
        'customer.created',
        'customer.created',
        'customer.created',
      ]);
    });

    test('shows every item the changes of the earlier ones', async () => {
      const results = await fixture.batch([
        anItem({ externalId: 'twice', email: 'a@example.com', patch: { metadata: { first: 1 } } }),
        anItem({ externalId: 'twice', email: 'b@example.com', patch: { metadata: { second: 2 } } }),
        anItem({ externalId: 'third', email: 'a@example.com' }),
        anItem({ externalId: 'fourth', email: 'a@example.com' }),
      ]);
      expect(outcomes(results)).toEqual(['created', 'updated', 'created', 'failed']);
      const { items } = await fixture.list({ externalId: 'twice' });
      expect(items).toMatchObject([
        { fields: { email: 'b@example.com', metadata: { first: 1, second: 2 } }, version: 2 },
      ]);
    });

    test('of no items writes nothing', async () => {
      expect(await fixture.batch([])).toEqual([]);
      expect(await fixture.batch([], { atomic: true, dryRun: true })).toEqual([]);
      expect((await fixture.list()).total).toBe(0);
    });

    test.for([
      [{ dryRun: true }, 'that is a dry run'],
      [{ atomic: true }, 'that is atomic and has an item that fails'],
      [{ atomic: true, dryRun: true }, 'that is both'],
    ] as const)('%s %s returns the outcomes and leaves nothing behind', async ([how]) => {
      const items = await oneOfEach();
      const before = await fixture.list();
      const events = await fixture.events();
      expect(outcomes(await fixture.batch(items, how))).toEqual(EACH);
      expect(await fixture.list()).toEqual(before);
      expect(await fixture.events()).toEqual(events);
      for (const search of ['new', 'last']) expect(await fixture.ids({ search })).toEqual([]);

      await fixture.batch(items);
      expect((await fixture.list()).total).toBe(5);
      expect((await fixture.events()).map(({ sequence }) => sequence)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    });

    test('that is atomic stays if no item fails', async () => {
      const results = await fixture.batch([anItem(), anItem()], { atomic: true });
      expect(outcomes(results)).toEqual(['created', 'created']);
      expect((await fixture.list()).total).toBe(2);
    });

    test('leaves nothing behind if its transaction throws later, and the writes beside it succeed', async () => {
      const command = { items: [anItem(), anItem()], atomic: false, dryRun: false };
      const { tenant, store } = fixture;
      const [before, failed, after] = await Promise.allSettled([
        fixture.batch([anItem()]),
        store.transaction(tenant, prefetchForBatch(command), (unitOfWork) => {
          applyBatch(unitOfWork, command, ORIGIN);
          throw new Error('The response cannot be rendered.');
        }),
        fixture.batch([anItem()]),
      ]);
      expect([before.status, failed.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect((await fixture.list()).total).toBe(2);
      expect(await fixture.events()).toHaveLength(2);
    });

    test('beside a hundred others loses no merge, whichever of them are rolled back', async () => {
      const shared = { externalId: 'one', email: 'one@example.com' };
      await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          fixture.batch(
            [
              anItem({ ...shared, patch: { metadata: { [`a${index}`]: 1 } } }),
              anItem({ ...shared, patch: { metadata: { [`b${index}`]: 1 } } }),
            ],
            { dryRun: index % 4 === 0 },
          ),
        ),
      );
      const { items, total } = await fixture.list();
      expect(total).toBe(1);
      expect(Object.keys(items[0]?.fields.metadata ?? {})).toHaveLength(150);
      expect(items[0]?.version).toBe(150);
    });
  });
}
