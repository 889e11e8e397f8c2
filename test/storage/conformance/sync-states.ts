import { beforeEach, describe, expect, test } from 'vitest';
import type { Instant } from '../../../src/domain/instant.ts';
import type { Store } from '../../../src/domain/store/store.ts';
import { MOST_CHANGES, MOST_RESOURCE_TYPES, type SyncStateCommand } from '../../../src/domain/sync-state.ts';
import { applySyncState, prefetchForSyncState } from '../../../src/domain/write-sync-state.ts';
import type { MakePlace } from './database-fixture.ts';
import { TenantFixture } from './tenant-fixture.ts';

const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';

export function testSyncStates(makePlace: MakePlace): void {
  describe('sync states', () => {
    let fixture: TenantFixture;
    let reopened: Store;
    beforeEach(async () => {
      const place = await makePlace();
      fixture = await TenantFixture.at(place);
      reopened = await place.open();
    });

    const put = (wanted: Partial<SyncStateCommand> = {}, { store, tenant } = fixture) => {
      const command = { id: ID, source: 'crm', resourceType: 'customers', patch: {}, now: 1, ...wanted };
      return store.transaction(tenant, prefetchForSyncState(command), (unitOfWork) =>
        applySyncState(unitOfWork, command),
      );
    };
    const list = (source?: string) => reopened.syncStates.list(fixture.tenant, source);

    test('a new sync state is visible to another open store with every field', async () => {
      const lastSyncAt = '2026-11-20T09:30:00.000000Z' as Instant;
      const fields = {
        lastSyncAt,
        lastSyncStatus: 'success',
        cursor: 'c',
        itemsSynced: 2 ** 53 - 1,
      } as const;
      const { isNew, after } = await put({ patch: fields, now: 5 });
      expect(isNew).toBe(true);
      expect(await list()).toEqual([after]);
      expect(after).toMatchObject({ id: ID, fields, createdAt: 5, updatedAt: 5 });
    });

    test('a later write merges into the same row, and null clears a field', async () => {
      await put({ patch: { cursor: 'c', lastSyncError: 'No response.' }, now: 5 });
      const { isNew } = await put({ id: `${ID}`, patch: { lastSyncError: null, itemsSynced: 3 }, now: 7 });
      expect(isNew).toBe(false);
      expect(await list()).toMatchObject([
        { fields: { cursor: 'c', itemsSynced: 3 }, createdAt: 5, updatedAt: 7 },
      ]);
      expect((await list())[0]?.fields).not.toHaveProperty('lastSyncError');
    });

    test('the list has the order of source and resource type, and can be limited to one source', async () => {
      for (const [source, resourceType] of [
        ['b', 'x'],
        ['a', 'y'],
        ['a', 'X'],
      ] as const)
        await put({ source, resourceType });
      expect((await list()).map((one) => `${one.source}/${one.resourceType}`)).toEqual(['a/X', 'a/y', 'b/x']);
      expect((await list('a')).map(({ resourceType }) => resourceType)).toEqual(['X', 'y']);
      expect(await list('c')).toEqual([]);
    });

    test('a row keeps its newest changes, and drops the oldest one beyond the limit', async () => {
      for (let now = 1; now <= MOST_CHANGES + 2; now += 1) await put({ patch: { cursor: `${now}` }, now });
      const [state] = await list();
      expect(state?.changes).toHaveLength(MOST_CHANGES);
      expect(state?.changes[0]).toEqual({ at: MOST_CHANGES + 2, fields: { cursor: `${MOST_CHANGES + 2}` } });
      expect(state?.changes.at(-1)?.at).toBe(3);
    });

    test('a source refuses one resource type more than the limit, and still accepts the others', async () => {
      for (let index = 0; index < MOST_RESOURCE_TYPES; index += 1) await put({ resourceType: `t${index}` });
      await expect(put({ resourceType: 'more' })).rejects.toMatchObject({ param: 'resourceType' });
      expect((await put({ resourceType: 't7' })).isNew).toBe(false);
      expect((await put({ source: 'other', resourceType: 'more' })).isNew).toBe(true);
    });

    test('writes of one tick see each other, and other tenants see none of them', async () => {
      const results = await Promise.all([
        put({ patch: { cursor: 'a' } }),
        put({ patch: { itemsSynced: 1 } }),
      ]);
      expect(results.map(({ isNew }) => isNew)).toEqual([true, false]);
      expect((await list())[0]?.fields).toEqual({ cursor: 'a', itemsSynced: 1 });
      const live = { ...fixture.tenant, mode: 'live' as const };
      expect(await fixture.store.syncStates.list(live)).toEqual([]);
      const stranger = await TenantFixture.in(fixture.store);
      expect(await fixture.store.syncStates.list(stranger.tenant)).toEqual([]);
    });

    test('a write that fails beside another one changes nothing', async () => {
      const command = { id: ID, source: 'crm', resourceType: 'bad', patch: {}, now: 1 };
      const failing = fixture.store.transaction(
        fixture.tenant,
        prefetchForSyncState(command),
        (unitOfWork) => {
          applySyncState(unitOfWork, command);
          throw new Error('This write fails.');
        },
      );
      const [failed, written] = await Promise.allSettled([failing, put()]);
      expect([failed.status, written.status]).toEqual(['rejected', 'fulfilled']);
      expect((await list()).map(({ resourceType }) => resourceType)).toEqual(['customers']);
    });
  });
}
