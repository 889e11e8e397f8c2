import type Database from 'better-sqlite3';
import { readSyncStatePosition, syncStatePosition } from '../../../domain/store/database-export.ts';
import { SyncStateTable } from '../sync-state-table.ts';
import type { ExportTable } from './export-table.ts';

/** Exports sync states in the order of source and resource type. */
export function syncStateExport(database: Database.Database): ExportTable<'syncStates'> {
  const table = new SyncStateTable(database);
  const rows = database
    .prepare<unknown[], string>(
      `SELECT body FROM sync_states WHERE tenant = ? AND (source, resource_type) > (?, ?)
       ORDER BY source, resource_type LIMIT ?`,
    )
    .pluck();
  const last = database.prepare<unknown[], { source: string; resource_type: string }>(
    `SELECT source, resource_type FROM sync_states WHERE tenant = ?
     ORDER BY source DESC, resource_type DESC LIMIT 1`,
  );
  return {
    read: ({ tenant }, { after, limit }) =>
      rows.all(tenant, ...readSyncStatePosition(after), limit).map((body) => JSON.parse(body)),
    write: (scope, states) => {
      for (const state of states) table.put(scope, state);
    },
    last: ({ tenant }) => {
      const row = last.get(tenant);
      return row && syncStatePosition(row.source, row.resource_type);
    },
  };
}
