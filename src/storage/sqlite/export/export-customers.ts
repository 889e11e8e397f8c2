import type Database from 'better-sqlite3';
import { CustomerTable } from '../customer-table.ts';
import { numberOf, rowOf } from '../tenants.ts';
import type { ExportTable } from './export-table.ts';

/** Exports customers with their references, in the order of their numbers. */
export function customerExport(database: Database.Database): ExportTable<'customers'> {
  const table = new CustomerTable(database);
  const rows = database
    .prepare<unknown[], number>('SELECT row FROM customers WHERE row > ? AND row < ? ORDER BY row LIMIT ?')
    .pluck();
  const count = database.prepare<unknown[], number>('SELECT customers FROM tenants WHERE number = ?').pluck();
  const setCount = database.prepare('UPDATE tenants SET customers = ? WHERE number = ?');
  return {
    read: (scope, { after = 0, limit }) => {
      const end = rowOf({ tenant: scope.tenant + 1 }, 0);
      return rows.all(rowOf(scope, Number(after)), end, limit).flatMap((row) => {
        const customer = table.findByRow(scope, row);
        return customer ? { number: numberOf(row), customer } : [];
      });
    },
    write: (scope, items) => {
      // The export of the events sets the newest event, which is 0 until then.
      for (const { number, customer } of items) table.insert(scope, rowOf(scope, number), customer, 0);
      setCount.run(items.at(-1)?.number, scope.tenant);
    },
    last: (scope) => count.get(scope.tenant) || undefined,
  };
}
