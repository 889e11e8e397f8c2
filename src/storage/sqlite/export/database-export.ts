import type Database from 'better-sqlite3';
import type { DatabaseExport, TenantPart } from '../../../domain/database-export.ts';
import type { Tenant } from '../../../domain/tenant.ts';
import { KeyTable } from '../key-table.ts';
import { MerchantTable } from '../merchant-table.ts';
import { openDatabase } from '../open/open-database.ts';
import { TenantScopes } from '../tenant-scope.ts';
import { archivedCustomers } from './export-customers.ts';
import { archivedEvents } from './export-events.ts';
import { addExportedKey, listExportedKeys } from './export-keys.ts';
import { archivedRecords } from './export-records.ts';
import { archivedAnswers } from './export-responses.ts';
import type { ExportTable } from './export-table.ts';

type Parts = { readonly [P in TenantPart]: ExportTable<P> };

/** @throws UnusableStore when the file cannot be used, or is served. */
export function openSqliteExport(path: string, { mustExist }: { mustExist: boolean }): DatabaseExport {
  const { database, release } = openDatabase(path, { serving: true, mustExist });
  const tenants = new TenantScopes(database);
  const merchants = new MerchantTable(database);
  const keys = new KeyTable(database, tenants);
  const parts: Parts = {
    customers: archivedCustomers(database),
    events: archivedEvents(database),
    records: archivedRecords(database),
    answers: archivedAnswers(database),
  };
  const part = <P extends TenantPart>(name: P) => parts[name] as ExportTable<P>;
  const atOnce = async (work: () => void) => database.transaction(work).immediate();
  const keyOf = (tenant: Tenant) => tenants.of(tenant);
  return {
    merchants: async () => merchants.list(),
    addMerchant: (merchant) => atOnce(() => merchants.add(merchant)),
    keys: async () => listExportedKeys(database, keys),
    addKey: (key) => atOnce(() => addExportedKey(database, keys, key)),
    read: async (tenant, name, page) => part(name).read(keyOf(tenant), page),
    write: (tenant, name, rows) => atOnce(() => part(name).write(keyOf(tenant), rows)),
    last: async (tenant, name) => part(name).last(keyOf(tenant)),
    close: async () => close(database, release),
  };
}

function close(database: Database.Database, release: () => void): void {
  database.close();
  release();
}
