import type Database from 'better-sqlite3';
import type { RecordKind } from '../../../domain/records.ts';
import { readRecordPosition, recordPosition } from '../../../domain/store/database-export.ts';
import { CustomerTable } from '../customer-table.ts';
import { RecordTable } from '../record-table.ts';
import type { ExportTable } from './export-table.ts';

interface RecordRow {
  readonly kind: RecordKind;
  readonly id: string;
  readonly body: string;
}

/** Exports records in the order of kind and id. */
export function recordExport(database: Database.Database): ExportTable<'records'> {
  const table = new RecordTable(database, new CustomerTable(database));
  const rows = database.prepare<unknown[], RecordRow>(
    `SELECT kind, id, body FROM customer_records WHERE tenant = ? AND (kind, id) > (?, ?)
     ORDER BY kind, id LIMIT ?`,
  );
  const last = database.prepare<unknown[], RecordRow>(
    'SELECT kind, id FROM customer_records WHERE tenant = ? ORDER BY kind DESC, id DESC LIMIT 1',
  );
  return {
    read: (scope, { after, limit }) =>
      rows
        .all(scope.tenant, ...readRecordPosition(after), limit)
        .map(({ kind, body }) => ({ kind, body: JSON.parse(body) })),
    write: (scope, records) => {
      for (const { kind, body } of records) table.put(scope, kind, [body as never]);
    },
    last: (scope) => {
      const row = last.get(scope.tenant);
      return row && recordPosition(row.kind, row.id);
    },
  };
}
