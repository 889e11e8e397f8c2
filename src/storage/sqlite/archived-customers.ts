import type Database from 'better-sqlite3';
import type { ArchivedPart } from './archived-part.ts';
import { CustomerTable } from './customer-table.ts';
import { numberOf, rowOf } from './tenant-keys.ts';

/** Customers with their references, by number. */
export function archivedCustomers(database: Database.Database): ArchivedPart<'customers'> {
  const table = new CustomerTable(database);
  const rows = database
    .prepare<unknown[], number>('SELECT row FROM customers WHERE row > ? AND row < ? ORDER BY row LIMIT ?')
    .pluck();
  const count = database.prepare<unknown[], number>('SELECT customers FROM tenants WHERE number = ?').pluck();
  const setCount = database.prepare('UPDATE tenants SET customers = ? WHERE number = ?');
  return {
    read: (key, { after = 0, limit }) => {
      const end = rowOf({ tenant: key.tenant + 1 }, 0);
      return rows.all(rowOf(key, Number(after)), end, limit).flatMap((row) => {
        const customer = table.findByRow(key, row);
        return customer ? { number: numberOf(row), customer } : [];
      });
    },
    write: (key, items) => {
      // Which event is the newest is filled in when the events come.
      for (const { number, customer } of items) table.insert(key, rowOf(key, number), customer, 0);
      setCount.run(items.at(-1)?.number, key.tenant);
    },
    last: (key) => count.get(key.tenant) || undefined,
  };
}
