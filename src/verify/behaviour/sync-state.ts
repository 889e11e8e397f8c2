import { behaviour } from '../rule.ts';
import type { RuleContext } from '../rule-context.ts';
import { merchantIdOf } from '../shape/good-request.ts';
import { SOURCE } from '../test-ids.ts';

/** Returns the path of a sync state that the target does not have yet. */
async function newState(context: RuleContext) {
  const merchantId = await context.once('the merchant id', () => merchantIdOf(context));
  // A source has at most 100 resource types, so each state has a source of its own.
  return { source: `${SOURCE}-${context.names.externalId()}`, merchantId, resourceType: 'customers' };
}

const SYNCED = { lastSyncStatus: 'success', cursor: '2026-01-01T00:00:00Z', itemsSynced: 3 } as const;

export const SYNC_STATE = behaviour('sync-state', 'Sync state', {
  created: {
    cites: 'Y1',
    rule: 'The first write creates the row, and the list of its source contains it.',
    async run(context) {
      const path = await newState(context);
      const row = {
        ...SYNCED,
        provider: path.source,
        resourceType: 'customers',
        merchantId: path.merchantId,
      };
      (await context.api.call('putSyncState', { path, body: SYNCED })).is(200, { created: true, data: row });
      (await context.api.call('listSyncStates', { path })).is(200, { data: [row] });
    },
  },
  merge: {
    cites: 'Y1',
    rule: 'A later write changes the fields that it contains, and null clears a field.',
    async run(context) {
      const path = await newState(context);
      const first = (await context.api.call('putSyncState', { path, body: SYNCED })).is(200);
      const body = { lastSyncStatus: 'error', lastSyncError: 'No response.', itemsSynced: null };
      const second = await context.api.call('putSyncState', { path, body });
      const row = { id: first.text('data.id'), cursor: SYNCED.cursor, lastSyncStatus: 'error' };
      second.is(200, { created: false, data: { ...row, lastSyncError: 'No response.' } });
      second.must(second.find('data.itemsSynced') === undefined, 'itemsSynced to be left out', 'it is there');
    },
  },
  types: {
    cites: 'Y1',
    rule: 'Each resource type of a source has a row of its own.',
    async run(context) {
      const path = await newState(context);
      for (const [resourceType, cursor] of Object.entries({ members: 'a', payments: 'b' })) {
        const written = { path: { ...path, resourceType }, body: { cursor } };
        (await context.api.call('putSyncState', written)).is(200, { created: true });
      }
      (await context.api.call('listSyncStates', { path })).is(200, {
        data: [
          { resourceType: 'members', cursor: 'a' },
          { resourceType: 'payments', cursor: 'b' },
        ],
      });
    },
  },
  source: {
    cites: 'V4',
    rule: 'The source of a sync state is matched without regard to case, and returned in lower case.',
    async run(context) {
      const path = await newState(context);
      const upper = { ...path, source: path.source.toUpperCase() };
      const row = { provider: path.source.toLowerCase(), cursor: 'a' };
      (await context.api.call('putSyncState', { path, body: { cursor: 'a' } })).is(200, { created: true });
      (await context.api.call('putSyncState', { path: upper, body: {} })).is(200, {
        created: false,
        data: row,
      });
      (await context.api.call('listSyncStates', { path: upper })).is(200, { data: [row] });
    },
  },
  mode: {
    cites: 'K3',
    rule: 'The sync states of sandbox and live are separate.',
    needs: ['otherMode'],
    async run(context) {
      const path = await newState(context);
      (await context.api.call('putSyncState', { path, body: SYNCED })).is(200);
      (await context.as('otherMode').call('listSyncStates', { path })).is(200, { data: [] });
    },
  },
  merchant: {
    cites: 'Y2',
    rule: 'A path that names another merchant is refused with 403, which names merchant_mismatch.',
    async run(context) {
      const path = { ...(await newState(context)), merchantId: context.names.unknownId() };
      for (const refused of [
        await context.api.call('listSyncStates', { path }),
        await context.api.call('putSyncState', { path, body: SYNCED }),
      ])
        refused.refuses(403, 'permission_denied', { reason: 'merchant_mismatch' });
      const own = { ...path, merchantId: (await newState(context)).merchantId };
      (await context.api.call('listSyncStates', { path: own })).is(200, { data: [] });
    },
  },
  replay: {
    cites: 'Y1',
    rule: 'A repeated write with the same Idempotency-Key gets the first response again, and changes nothing.',
    async run(context) {
      const path = await newState(context);
      const headers = { 'Idempotency-Key': context.names.idempotencyKey() };
      const first = await context.api.call('putSyncState', { path, headers, body: { cursor: 'first' } });
      (await context.api.call('putSyncState', { path, body: { cursor: 'second' } })).is(200);
      const again = await context.api.call('putSyncState', { path, headers, body: { cursor: 'first' } });
      again.isReplayOf(first.is(200));
      (await context.api.call('listSyncStates', { path })).is(200, { data: [{ cursor: 'second' }] });
    },
  },
});
