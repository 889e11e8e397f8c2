import type Database from 'better-sqlite3';
import { type EventRow, eventInserter, readEvent } from '../event-table.ts';
import { rowOf } from '../tenants.ts';
import type { ExportTable } from './export-table.ts';

/** Exports events in the order of their sequence. Each links to the previous event of the same customer. */
export function eventExport(database: Database.Database): ExportTable<'events'> {
  const rows = database.prepare<unknown[], EventRow>(
    'SELECT * FROM events WHERE row > ? AND row < ? ORDER BY row LIMIT ?',
  );
  const insert = eventInserter(database);
  const findCustomer = database.prepare<unknown[], { row: number; last_event: number }>(
    'SELECT row, last_event FROM customers WHERE tenant = ? AND id = ?',
  );
  const setLast = database.prepare('UPDATE customers SET last_event = ? WHERE row = ?');
  const count = database.prepare<unknown[], number>('SELECT events FROM tenants WHERE number = ?').pluck();
  const setCount = database.prepare('UPDATE tenants SET events = ?, last_event_at = ? WHERE number = ?');
  return {
    read: (scope, { after = 0, limit }) => {
      const end = rowOf({ tenant: scope.tenant + 1 }, 0);
      return rows.all(rowOf(scope, Number(after)), end, limit).map((row) => readEvent(scope, row));
    },
    write: (scope, events) => {
      for (const { id, type, sequence, createdAt, customer, previous, ...by } of events) {
        const row = rowOf(scope, sequence);
        const { merchantId: _, ...snapshot } = customer;
        const owner = findCustomer.get(scope.tenant, customer.id);
        if (!owner) throw new Error('The customer of an event is missing.');
        const position = { row, customer: owner.row, earlier: owner.last_event, createdAt };
        insert(scope, position, { id, type, snapshot, previous, ...by });
        setLast.run(row, owner.row);
      }
      const last = events.at(-1);
      setCount.run(last?.sequence, last?.createdAt, scope.tenant);
    },
    last: (scope) => count.get(scope.tenant) || undefined,
  };
}
