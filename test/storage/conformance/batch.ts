import { beforeEach, describe, expect, test } from 'vitest';
import type { BatchResult } from '../../../src/domain/batch.ts';
import { type Instant, parseInstant } from '../../../src/domain/instant.ts';
import { invalidFields } from '../../../src/domain/problem.ts';
import { anItem, Desk, ORIGIN } from './desk.ts';
import type { MakePlace } from './place.ts';

const OLDER = parseInstant('2026-05-01T10:00:00Z') as Instant;
const NEWER = parseInstant('2026-05-01T10:00:01Z') as Instant;

const outcomes = (results: readonly BatchResult[]) => results.map(({ outcome }) => outcome);

export function testBatch(makePlace: MakePlace): void {
  describe('a batch', () => {
    let desk: Desk;
    beforeEach(async () => {
      desk = await Desk.at(await makePlace());
    });

    /** One item for every outcome there is, in a store where `known`, `told` and `linked` are customers. */
    async function oneOfEach() {
      await desk.put({ externalId: 'known', email: 'known@example.com' });
      await desk.put({ externalId: 'told', email: 'told@example.com', externalUpdatedAt: NEWER });
      await desk.put({ source: 'wodify', externalId: '1', email: 'linked@example.com' });
      const refusal = invalidFields({ email: ['is required'] });
      return [
        anItem({ externalId: 'new', email: 'new@example.com' }),
        anItem({ externalId: 'known', email: 'known@example.com', patch: { name: 'Known' } }),
        anItem({ externalId: 'known', email: 'known@example.com', patch: { name: 'Known' } }),
        anItem({ externalId: 'told', email: 'told@example.com', externalUpdatedAt: OLDER }),
        anItem({ externalId: 'linked', email: 'LINKED@example.com' }),
        anItem({ externalId: 'other', email: 'known@example.com' }),
        { externalId: 'invalid', refusal },
        anItem({ externalId: 'last', email: 'last@example.com' }),
      ];
    }
    const EACH = ['created', 'updated', 'unchanged', 'stale', 'linked', 'failed', 'failed', 'created'];

    test('carries its items out in their order, and one that fails fails alone', async () => {
      const results = await desk.batch(await oneOfEach());
      expect(outcomes(results)).toEqual(EACH);
      expect(results[5]).toMatchObject({ refusal: { code: 'conflict', param: 'email' } });
      expect(results[6]).toMatchObject({ refusal: { code: 'invalid_request', param: 'email' } });
      expect((await desk.list()).total).toBe(5);
      expect((await desk.events()).map(({ type }) => type)).toEqual([
        'customer.created',
        'customer.updated',
        'customer.updated',
        'customer.created',
        'customer.created',
        'customer.created',
        'customer.created',
      ]);
    });

    test('shows every item what the earlier ones did', async () => {
      const results = await desk.batch([
        anItem({ externalId: 'twice', email: 'a@example.com', patch: { metadata: { first: 1 } } }),
        anItem({ externalId: 'twice', email: 'b@example.com', patch: { metadata: { second: 2 } } }),
        anItem({ externalId: 'third', email: 'a@example.com' }),
        anItem({ externalId: 'fourth', email: 'a@example.com' }),
      ]);
      expect(outcomes(results)).toEqual(['created', 'updated', 'created', 'failed']);
      const { items } = await desk.list({ externalId: 'twice' });
      expect(items).toMatchObject([
        { fields: { email: 'b@example.com', metadata: { first: 1, second: 2 } }, version: 2 },
      ]);
    });

    test('of no items writes nothing', async () => {
      expect(await desk.batch([])).toEqual([]);
      expect(await desk.batch([], { atomic: true, dryRun: true })).toEqual([]);
      expect((await desk.list()).total).toBe(0);
    });

    test.for([
      [{ dryRun: true }, 'that is only tried'],
      [{ atomic: true }, 'that is all or nothing and of which an item fails'],
      [{ atomic: true, dryRun: true }, 'that is both'],
    ] as const)('%s %s tells what would become of it and leaves nothing behind', async ([how]) => {
      const items = await oneOfEach();
      const before = await desk.list();
      const events = await desk.events();
      expect(outcomes(await desk.batch(items, how))).toEqual(EACH);
      expect(await desk.list()).toEqual(before);
      expect(await desk.events()).toEqual(events);
      for (const search of ['new', 'last']) expect(await desk.ids({ search })).toEqual([]);

      await desk.batch(items);
      expect((await desk.list()).total).toBe(5);
      expect((await desk.events()).map(({ sequence }) => sequence)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    });

    test('that is all or nothing stays when no item fails', async () => {
      const results = await desk.batch([anItem(), anItem()], { atomic: true });
      expect(outcomes(results)).toEqual(['created', 'created']);
      expect((await desk.list()).total).toBe(2);
    });

    test('whose answer cannot be rendered leaves nothing behind, and disturbs no neighbour', async () => {
      const answer = () => {
        throw new Error('This answer cannot be rendered.');
      };
      const command = { items: [anItem(), anItem()], atomic: false, dryRun: false };
      const { tenant, store } = desk;
      const [before, failed, after] = await Promise.allSettled([
        desk.batch([anItem()]),
        store.customers.upsertBatch({ tenant, command, origin: ORIGIN, render: answer }),
        desk.batch([anItem()]),
      ]);
      expect([before.status, failed.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect((await desk.list()).total).toBe(2);
      expect(await desk.events()).toHaveLength(2);
    });

    test('beside a hundred others loses no merge, whichever of them are taken back', async () => {
      const shared = { externalId: 'one', email: 'one@example.com' };
      await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          desk.batch(
            [
              anItem({ ...shared, patch: { metadata: { [`a${index}`]: 1 } } }),
              anItem({ ...shared, patch: { metadata: { [`b${index}`]: 1 } } }),
            ],
            { dryRun: index % 4 === 0 },
          ),
        ),
      );
      const { items, total } = await desk.list();
      expect(total).toBe(1);
      expect(Object.keys(items[0]?.fields.metadata ?? {})).toHaveLength(150);
      expect(items[0]?.version).toBe(150);
    });
  });
}
