import type { SyncState } from '../../domain/sync-state.ts';
import type { Queryable } from './database.ts';
import { type TenantScope, tenantParams } from './tenant-scope.ts';

/** The table, as a write fills it; see `Part` in `save-changes.ts`. */
export const SYNC_STATE_PART = {
  table: 'sync_states',
  columns: { source: 'text', resource_type: 'text', body: 'json' },
  conflict: '(merchant, livemode, source, resource_type) DO UPDATE SET body = excluded.body',
};

export function syncStateRow(state: SyncState): object {
  return { source: state.source, resource_type: state.resourceType, body: state };
}

/** Lists sync states in the order of source and resource type. @param sources default: every source. */
export async function selectSyncStates(
  database: Queryable,
  scope: TenantScope,
  sources?: readonly string[],
): Promise<SyncState[]> {
  const rows = await database.query<{ body: SyncState }>(
    `SELECT body FROM sync_states WHERE merchant = $1 AND livemode = $2
       ${sources ? 'AND source = ANY ($3::text[])' : ''} ORDER BY source, resource_type`,
    [...tenantParams(scope), ...(sources ? [[...sources]] : [])],
  );
  return rows.map(({ body }) => body);
}
