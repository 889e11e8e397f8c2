import { v7 as uuidV7 } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import type { EventListQuery } from '../../../src/domain/event.ts';
import { type Instant, parseInstant } from '../../../src/domain/instant.ts';
import type { CursorPage } from '../../../src/domain/lists/cursor-page.ts';
import type { DatabaseFixture, MakePlace } from './database-fixture.ts';
import { aCommand, anItem, TenantFixture } from './tenant-fixture.ts';

const UNKNOWN_ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';
const OLDER = parseInstant('2026-05-01T10:00:00.000001Z') as Instant;
const NEWER = parseInstant('2026-05-01T10:00:00.000002Z') as Instant;

export function testEvents(makePlace: MakePlace): void {
  describe('events', () => {
    let place: DatabaseFixture;
    let fixture: TenantFixture;
    beforeEach(async () => {
      place = await makePlace();
      fixture = await TenantFixture.at(place);
    });

    const sequences = async (query: EventListQuery & Partial<CursorPage> = {}) => {
      const { items, hasMore } = await fixture.store.events.list(fixture.tenant, { limit: 100, ...query });
      return [items.map(({ sequence }) => sequence), hasMore];
    };

    test('tell of a creation: who, when, and by which request', async () => {
      const eventId = uuidV7();
      const origin = { requestId: 'req_1', idempotencyKey: 'key 1', newId: () => eventId };
      const command = aCommand({ patch: { name: 'Kari', metadata: { __proto__key: [1, null] } }, now: 5000 });
      const decision = await fixture.apply(command, origin);
      const after = 'after' in decision ? decision.after : undefined;
      const [event, ...more] = await fixture.events();
      expect(more).toEqual([]);
      expect(event).toEqual({
        id: eventId,
        type: 'customer.created',
        sequence: 1,
        createdAt: 5000,
        customer: after,
        requestId: 'req_1',
        idempotencyKey: 'key 1',
      });
      expect(await fixture.store.events.find(fixture.tenant, eventId.toUpperCase())).toEqual(event);
    });

    test('tell of an update: the customer after it, and what was different before', async () => {
      const before = await fixture.put({
        externalId: '1',
        email: 'a@example.com',
        patch: { name: 'Kari', phone: '1', metadata: { a: 1 } },
      });
      const after = await fixture.update(before.id, {
        name: null,
        city: 'Oslo',
        phone: '1',
        metadata: { b: 2 },
      });
      const [event] = await fixture.events();
      expect(event).toMatchObject({ type: 'customer.updated', sequence: 2, createdAt: 2000 });
      expect(after).toMatchObject(event?.customer ?? {});
      expect(event?.previous).toEqual({
        fields: { name: 'Kari', city: null, metadata: { a: 1 } },
        updatedAt: 1000,
      });
      expect([event?.requestId, event?.idempotencyKey]).toEqual([null, null]);
    });

    test('tell of a link: the references before it', async () => {
      const before = await fixture.put({ source: 'wodify', email: 'a@example.com' });
      await fixture.put({ source: 'practicehub', email: 'a@example.com', now: 2000 });
      const [event] = await fixture.events();
      expect(event?.previous).toEqual({ fields: {}, references: before.references, updatedAt: 1000 });
      expect(event?.customer.references).toHaveLength(2);
    });

    test('keep the customer as it was then', async () => {
      const { id } = await fixture.put({ patch: { name: 'First' } });
      await fixture.update(id, { name: 'Second' });
      await fixture.update(id, { name: 'Third' });
      const names = (await fixture.events()).map(({ customer }) => customer.fields.name);
      expect(names).toEqual(['Third', 'Second', 'First']);
    });

    test('are not made of what changes nothing, is stale, is refused, or tells a newer time alone', async () => {
      const wanted = { externalId: '1', email: 'a@example.com', patch: { name: 'A' } };
      const { id } = await fixture.put({ ...wanted, externalUpdatedAt: OLDER });
      await fixture.upsert({ ...wanted, now: 2000 });
      await fixture.upsert({ ...wanted, externalUpdatedAt: NEWER });
      await fixture.upsert({ ...wanted, externalUpdatedAt: OLDER, patch: { name: 'stale' } });
      await fixture.update(id, { name: 'A' });
      await expect(fixture.create('a@example.com')).rejects.toMatchObject({ code: 'conflict' });
      await expect(fixture.update(UNKNOWN_ID, { name: 'A' })).rejects.toMatchObject({
        code: 'resource_missing',
      });
      expect(await sequences()).toEqual([[1], false]);
      await fixture.put();
      expect(await sequences()).toEqual([[2, 1], false]);
    });

    test('are counted without a gap, however many are written at once and through which store', async () => {
      const other = fixture.through(await place.open());
      await Promise.all(
        Array.from({ length: 300 }, (_, index) =>
          (index % 3 ? fixture : other).batch([anItem(), anItem()], { dryRun: index % 10 === 0 }),
        ),
      );
      const expected = Array.from({ length: 540 }, (_, index) => 540 - index);
      expect((await fixture.events()).map(({ sequence }) => sequence)).toEqual(expected);
      expect((await other.events()).map(({ sequence }) => sequence)).toEqual(expected);
    });

    test('are counted on when the store is opened again', async () => {
      await fixture.put();
      await fixture.store.close();
      fixture = fixture.through(await place.open());
      await fixture.put();
      expect(await sequences()).toEqual([[2, 1], false]);
    });

    test('never tell an earlier time than the event before, even when the clock was set back', async () => {
      for (const now of [1000, 3000, 2000, 3001]) await fixture.put({ now });
      expect((await fixture.events()).map(({ createdAt }) => createdAt)).toEqual([3001, 3000, 3000, 1000]);
    });

    /** Seven events about two customers: by sequence, 1 and 3 are their creations, and odd ones are about the first. */
    async function plantSeven() {
      const first = await fixture.put({ now: 1000 });
      await fixture.update(first.id, { name: 'x' }, 2000);
      const second = await fixture.put({ now: 3000 });
      for (const [index, { id }] of [second, first, second, first].entries())
        await fixture.update(id, { name: `${index}` }, 4000 + index * 1000);
      const ids = (await fixture.events()).toReversed().map(({ id }) => id);
      return { first, second, idOf: (sequence: number) => ids[sequence - 1] as string };
    }

    test('are cut into pages whichever way one goes', async () => {
      const { idOf } = await plantSeven();
      expect(await sequences({ limit: 3 })).toEqual([[7, 6, 5], true]);
      expect(await sequences({ limit: 7 })).toEqual([[7, 6, 5, 4, 3, 2, 1], false]);
      expect(await sequences({ limit: 3, startingAfter: idOf(5) })).toEqual([[4, 3, 2], true]);
      expect(await sequences({ limit: 3, startingAfter: idOf(4) })).toEqual([[3, 2, 1], false]);
      expect(await sequences({ limit: 3, startingAfter: idOf(1) })).toEqual([[], false]);
      expect(await sequences({ limit: 3, endingBefore: idOf(3) })).toEqual([[6, 5, 4], true]);
      expect(await sequences({ limit: 3, endingBefore: idOf(4) })).toEqual([[7, 6, 5], false]);
      expect(await sequences({ limit: 3, endingBefore: idOf(7) })).toEqual([[], false]);
      expect(await sequences({ limit: 1, startingAfter: idOf(5).toUpperCase() })).toEqual([[4], true]);
    });

    test('are filtered by type, customer and time, both ends included, and pages still fit', async () => {
      const { first, second, idOf } = await plantSeven();
      const created = { types: ['customer.created'] };
      expect(await sequences(created)).toEqual([[3, 1], false]);
      expect(await sequences({ types: ['customer.updated', 'customer.created'] })).toEqual([
        [7, 6, 5, 4, 3, 2, 1],
        false,
      ]);
      expect(await sequences({ types: [] })).toEqual([[], false]);
      expect(await sequences({ types: ['invoice.paid'] })).toEqual([[], false]);
      expect(await sequences({ customerId: first.id })).toEqual([[7, 5, 2, 1], false]);
      expect(await sequences({ customerId: second.id.toUpperCase() })).toEqual([[6, 4, 3], false]);
      expect(await sequences({ customerId: UNKNOWN_ID })).toEqual([[], false]);
      expect(await sequences({ ...created, customerId: second.id })).toEqual([[3], false]);
      expect(await sequences({ from: 3000 })).toEqual([[7, 6, 5, 4, 3], false]);
      expect(await sequences({ to: 3000 })).toEqual([[3, 2, 1], false]);
      expect(await sequences({ from: 3001, to: 4999 })).toEqual([[4], false]);
      expect(await sequences({ from: 4001, to: 4999 })).toEqual([[], false]);
      expect(await sequences({ from: 5000, to: 1000 })).toEqual([[], false]);
      expect(await sequences({ from: 8e15, to: 9e15 })).toEqual([[], false]);
      expect(await sequences({ customerId: first.id, limit: 2, startingAfter: idOf(6) })).toEqual([
        [5, 2],
        true,
      ]);
      expect(await sequences({ ...created, limit: 1, endingBefore: idOf(2), from: 2000 })).toEqual([
        [3],
        false,
      ]);
    });

    test('a cursor that is no event of the list is refused by its name', async () => {
      const stranger = await TenantFixture.in(fixture.store);
      await stranger.put();
      const [theirs] = await stranger.events();
      for (const cursor of [UNKNOWN_ID, theirs?.id as string]) {
        await expect(sequences({ startingAfter: cursor })).rejects.toMatchObject({
          code: 'invalid_request',
          param: 'starting_after',
        });
        await expect(sequences({ endingBefore: cursor })).rejects.toMatchObject({ param: 'ending_before' });
      }
    });

    test('of another merchant or mode are neither found nor counted', async () => {
      const { merchantId } = fixture.tenant;
      const strangers = [
        await TenantFixture.in(fixture.store),
        new TenantFixture(fixture.store, { merchantId, mode: 'live' }),
      ];
      const mine = await fixture.put();
      for (const stranger of strangers) {
        await stranger.put();
        const [theirs, ...more] = await stranger.events();
        expect([theirs?.sequence, more]).toEqual([1, []]);
        expect(await fixture.store.events.find(fixture.tenant, theirs?.id as string)).toBeUndefined();
        expect(await stranger.events({ customerId: mine.id })).toEqual([]);
      }
      expect(await sequences()).toEqual([[1], false]);
    });
  });
}
