import type { DatabaseExport, RowOf, TenantPart } from '../../../domain/store/database-export.ts';
import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import type { Database } from '../database.ts';
import { toStoreError } from '../errors.ts';
import { addMerchant, listMerchants } from '../merchant-table.ts';
import { openDatabase } from '../open/open-database.ts';
import { tenantScope } from '../tenant-scope.ts';
import { addExportedKey, listExportedKeys } from './export-keys.ts';
import { answers, customers, type ExportTable, events, records, syncStates } from './export-tables.ts';

const PARTS: { readonly [P in TenantPart]: ExportTable<P> } = {
  customers,
  events,
  records,
  answers,
  syncStates,
};

/**
 * Opens a database to read or write all of it.
 *
 * @throws DatabaseOpenError if the database cannot be used, or is served.
 */
export async function openPostgresExport(
  url: string,
  options: { readonly mustExist: boolean; readonly onCreated?: (() => void) | undefined },
): Promise<DatabaseExport> {
  const database = await openDatabase(url, {
    ...options,
    applicationName: 'upsertd migrate',
    patienceMs: Number.POSITIVE_INFINITY,
  });
  try {
    await refuseServed(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  const convertErrors = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw toStoreError(error);
    }
  };
  const part = <P extends TenantPart>(name: P) => PARTS[name] as ExportTable<P>;
  let isChanged = false;
  return {
    merchants: () => convertErrors(listMerchants(database)),
    addMerchant: (merchant) => convertErrors(database.transaction((within) => addMerchant(within, merchant))),
    keys: () => convertErrors(listExportedKeys(database)),
    addKey: (key) => convertErrors(database.transaction((within) => addExportedKey(within, key))),
    read: (tenant, name, page) => convertErrors(part(name).read(database, tenantScope(tenant), page)),
    write: <P extends TenantPart>(
      tenant: Parameters<typeof tenantScope>[0],
      name: P,
      rows: readonly RowOf[P][],
    ) => {
      isChanged = true;
      return convertErrors(part(name).write(database, tenantScope(tenant), rows));
    },
    last: (tenant, name) => convertErrors(part(name).last(database, tenantScope(tenant))),
    close: async () => {
      // Else PostgreSQL would plan the first searches with the statistics of an empty database.
      if (isChanged) await convertErrors(database.query('ANALYZE'));
      await database.close();
    },
  };
}

async function refuseServed(database: Database): Promise<void> {
  const [served] = await database.query<{ count: number }>(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'upsertd'",
  );
  if (served && served.count > 0)
    throw new DatabaseOpenError(
      'This PostgreSQL database is being served; stop every upsertd that uses it, so that the copy misses no writes.',
    );
}
