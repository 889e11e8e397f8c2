import { v7 as uuidV7 } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import { RECORD_KINDS, type RecordOf } from '../../../src/domain/records.ts';
import type { MakePlace } from './database-fixture.ts';
import { TenantFixture } from './tenant-fixture.ts';

type Payment = RecordOf['payments'];

const UNKNOWN_ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';

function payment(customerId: string, over: Partial<Payment> = {}): Payment {
  const at = over.created_at ?? '2026-11-01T08:00:00.000Z';
  return {
    id: uuidV7(),
    customer_id: customerId,
    invoice_id: null,
    status: 'captured',
    amount_minor: 100,
    currency: 'NOK',
    created_at: at,
    updated_at: at,
    ...over,
  } as Payment;
}

export function testRecords(makePlace: MakePlace): void {
  describe('records', () => {
    let fixture: TenantFixture;
    let owner: string;
    beforeEach(async () => {
      fixture = await TenantFixture.at(await makePlace());
      owner = (await fixture.put()).id;
    });

    const put = (...records: Payment[]) => fixture.store.records.put(fixture.tenant, 'payments', records);
    const list = (page: object = {}, customerId = owner) =>
      fixture.store.records.list(fixture.tenant, 'payments', customerId, { limit: 100, ...page });
    const ids = async (page: object = {}) => (await list(page)).items.map(({ id }) => id);

    /** Seven payments, of which three were made in the same millisecond; the newest first. */
    async function plantSeven(): Promise<Payment[]> {
      const times = ['07', '06', '05', '05', '05', '02', '01'];
      const made = times.map((day, index) =>
        payment(owner, {
          id: `0198c5e0-0000-7000-8000-00000000000${9 - index}`,
          created_at: `2026-11-${day}T08:00:00.000Z`,
          status: index % 2 === 0 ? 'captured' : 'failed',
        }),
      );
      await put(...made.toReversed());
      return made;
    }

    test('come back as they were stored, the newest first and equal times by id', async () => {
      const made = await plantSeven();
      expect(await list()).toEqual({ items: made, hasMore: false });
    });

    test('a customer without any has an empty list', async () => {
      expect(await list()).toEqual({ items: [], hasMore: false });
    });

    test('are paged forwards and backwards by cursor, without a gap or an overlap', async () => {
      const made = (await plantSeven()).map(({ id }) => id);
      for (const limit of [1, 2, 3, 6, 7, 8]) {
        const forwards: string[] = [];
        for (let hasMore = true; hasMore; ) {
          const page = await list({ limit, ...(forwards.length > 0 && { startingAfter: forwards.at(-1) }) });
          forwards.push(...page.items.map(({ id }) => id));
          hasMore = page.hasMore;
        }
        expect(forwards).toEqual(made);

        const backwards = [made.at(-1) as string];
        for (let hasMore = true; hasMore; ) {
          const page = await list({ limit, endingBefore: backwards[0] });
          backwards.unshift(...page.items.map(({ id }) => id));
          hasMore = page.hasMore;
        }
        expect(backwards).toEqual(made);
      }
    });

    test('a page keeps its place while newer records come', async () => {
      const made = (await plantSeven()).map(({ id }) => id);
      await put(payment(owner, { created_at: '2026-12-01T00:00:00.000Z' }));
      expect(await ids({ limit: 2, startingAfter: made[1] })).toEqual(made.slice(2, 4));
    });

    test('are filtered by status, and the cursor may be a record of another status', async () => {
      const made = await plantSeven();
      const failed = made.filter(({ status }) => status === 'failed').map(({ id }) => id);
      expect(await ids({ status: 'failed' })).toEqual(failed);
      expect(await ids({ status: 'failed', limit: 1, startingAfter: made[2]?.id })).toEqual([failed[1]]);
      expect(await list({ status: 'no such status' })).toEqual({ items: [], hasMore: false });
    });

    test('a cursor is the id in any case', async () => {
      const id = '0198C5E0-ABCD-7ABC-8ABC-ABCDEFABCDEF';
      const older = payment(owner, { created_at: '2025-01-01T00:00:00.000Z' });
      await put(payment(owner, { id }), older);
      for (const startingAfter of [id, id.toLowerCase()])
        expect(await ids({ startingAfter })).toEqual([older.id]);
    });

    test('a cursor that is not in the list is refused by its name', async () => {
      const other = await fixture.put();
      const theirs = payment(other.id);
      await put(theirs);
      for (const cursor of [UNKNOWN_ID, theirs.id]) {
        await expect(list({ startingAfter: cursor })).rejects.toMatchObject({
          code: 'invalid_request',
          param: 'starting_after',
        });
        await expect(list({ endingBefore: cursor })).rejects.toMatchObject({ param: 'ending_before' });
      }
    });

    test('one with a known id replaces it, whichever way the id is spelt', async () => {
      const first = payment(owner, { id: '0198c5e0-abcd-7abc-8abc-abcdefabcdef' });
      await put(first, payment(owner));
      const second = { ...first, id: first.id.toUpperCase(), status: 'failed' as const };
      await put(second);
      expect((await list()).items).toHaveLength(2);
      expect((await list({ status: 'failed' })).items).toEqual([second]);
    });

    test('one may move to another customer', async () => {
      const other = await fixture.put();
      const moved = payment(owner);
      await put(moved);
      await put({ ...moved, customer_id: other.id });
      expect((await list()).items).toEqual([]);
      expect((await list({}, other.id)).items).toHaveLength(1);
    });

    test('kinds do not mix, even under one id', async () => {
      const one = payment(owner);
      for (const kind of RECORD_KINDS) {
        await fixture.store.records.put(fixture.tenant, kind, [{ ...one, kind } as never]);
      }
      for (const kind of RECORD_KINDS) {
        const { items } = await fixture.store.records.list(fixture.tenant, kind, owner, { limit: 10 });
        expect(items).toEqual([{ ...one, kind }]);
      }
    });

    test('of an unknown customer are refused, in the list and on the way in', async () => {
      await expect(list({}, UNKNOWN_ID)).rejects.toMatchObject({ code: 'resource_missing' });
      await expect(put(payment(UNKNOWN_ID))).rejects.toMatchObject({ code: 'resource_missing' });
      await expect(put({ ...payment(owner), customer_id: null } as never)).rejects.toMatchObject({
        code: 'resource_missing',
      });
    });

    test('are stored all or none', async () => {
      await expect(put(payment(owner), payment(UNKNOWN_ID))).rejects.toMatchObject({
        code: 'resource_missing',
      });
      expect(await list()).toEqual({ items: [], hasMore: false });
    });
  });
}
