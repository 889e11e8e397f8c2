import type { Archive, RowOf, TenantPart } from '../../domain/archive.ts';
import { UnusableStore } from '../../domain/unusable-store.ts';
import { addArchivedKey, listArchivedKeys } from './archived-keys.ts';
import { type ArchivedPart, answers, customers, events, records } from './archived-parts.ts';
import type { Database } from './database.ts';
import { fromDriver } from './driver-error.ts';
import { addMerchant, listMerchants } from './merchant-table.ts';
import { openDatabase } from './open-database.ts';
import { tenantScope } from './tenant-scope.ts';

const PARTS: { readonly [P in TenantPart]: ArchivedPart<P> } = { customers, events, records, answers };

/** @throws UnusableStore when the database cannot be used, or is served. */
export async function openPostgresArchive(
  url: string,
  { mustExist }: { mustExist: boolean },
): Promise<Archive> {
  const database = await openDatabase(url, {
    mustExist,
    applicationName: 'upsertd migrate',
    patienceMs: Number.POSITIVE_INFINITY,
  });
  try {
    await refuseServed(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  const safely = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw fromDriver(error);
    }
  };
  const part = <P extends TenantPart>(name: P) => PARTS[name] as ArchivedPart<P>;
  let isChanged = false;
  return {
    merchants: () => safely(listMerchants(database)),
    addMerchant: (merchant) => safely(database.transaction((within) => addMerchant(within, merchant))),
    keys: () => safely(listArchivedKeys(database)),
    addKey: (key) => safely(database.transaction((within) => addArchivedKey(within, key))),
    read: (tenant, name, page) => safely(part(name).read(database, tenantScope(tenant), page)),
    write: <P extends TenantPart>(
      tenant: Parameters<typeof tenantScope>[0],
      name: P,
      rows: readonly RowOf[P][],
    ) => {
      isChanged = true;
      return safely(part(name).write(database, tenantScope(tenant), rows));
    },
    last: (tenant, name) => safely(part(name).last(database, tenantScope(tenant))),
    close: async () => {
      // Its statistics would be those of an empty database, and so would the plans of the first searches.
      if (isChanged) await safely(database.query('ANALYZE'));
      await database.close();
    },
  };
}

async function refuseServed(database: Database): Promise<void> {
  const [served] = await database.query<{ count: number }>(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'upsertd'",
  );
  if (served && served.count > 0)
    throw new UnusableStore(
      'This PostgreSQL database is being served; stop every upsertd that has it open, or what they write would be missed.',
    );
}
