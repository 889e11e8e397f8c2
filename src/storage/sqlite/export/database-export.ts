import type Database from 'better-sqlite3';
import type { DatabaseExport, TenantPart } from '../../../domain/store/database-export.ts';
import type { Tenant } from '../../../domain/tenant.ts';
import { KeyTable } from '../key-store.ts';
import { MerchantTable } from '../merchant-table.ts';
import { openDatabase } from '../open/open-database.ts';
import { TenantScopes } from '../tenants.ts';
import { customerExport } from './export-customers.ts';
import { eventExport } from './export-events.ts';
import { addExportedKey, listExportedKeys } from './export-keys.ts';
import { recordExport } from './export-records.ts';
import { responseExport } from './export-responses.ts';
import { syncStateExport } from './export-sync-states.ts';
import type { ExportTable } from './export-table.ts';

type Parts = { readonly [P in TenantPart]: ExportTable<P> };

/**
 * Opens a database file to read or write all of it, and acquires its serve lock.
 *
 * @throws DatabaseOpenError if the file cannot be used, or is served.
 */
export function openSqliteExport(
  path: string,
  options: { readonly mustExist: boolean; readonly onCreated?: (() => void) | undefined },
): DatabaseExport {
  const { database, release } = openDatabase(path, { ...options, serving: true });
  const tenants = new TenantScopes(database);
  const merchants = new MerchantTable(database);
  const keys = new KeyTable(database, tenants);
  const parts: Parts = {
    customers: customerExport(database),
    events: eventExport(database),
    records: recordExport(database),
    answers: responseExport(database),
    syncStates: syncStateExport(database),
  };
  const part = <P extends TenantPart>(name: P) => parts[name] as ExportTable<P>;
  const inTransaction = async (work: () => void) => database.transaction(work).immediate();
  const scopeOf = (tenant: Tenant) => tenants.of(tenant);
  return {
    merchants: async () => merchants.list(),
    addMerchant: (merchant) => inTransaction(() => merchants.add(merchant)),
    keys: async () => listExportedKeys(database, keys),
    addKey: (key) => inTransaction(() => addExportedKey(database, keys, key)),
    read: async (tenant, name, page) => part(name).read(scopeOf(tenant), page),
    write: (tenant, name, rows) => inTransaction(() => part(name).write(scopeOf(tenant), rows)),
    last: async (tenant, name) => part(name).last(scopeOf(tenant)),
    close: async () => close(database, release),
  };
}

function close(database: Database.Database, release: () => void): void {
  database.close();
  release();
}
