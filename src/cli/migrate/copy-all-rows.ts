import { isDeepStrictEqual } from 'node:util';
import {
  type DatabaseExport,
  positionOf,
  TENANT_PARTS,
  type TenantPart,
} from '../../domain/store/database-export.ts';
import { type Merchant, MODES, type Tenant } from '../../domain/tenant.ts';
import { usageError } from '../cli-error.ts';

/** The number of rows per read and write. */
const ROWS_PER_BATCH = 1000;

export interface MigrationCopyOptions {
  /** Called after each write with the number of its rows. */
  readonly onRows: (part: TenantPart, count: number) => void;
  /** Stops the copy between two writes. The next run continues after the written rows. */
  readonly signal?: AbortSignal;
}

/** The tenants of merchants: one per merchant and mode. */
export function tenantsOf(merchants: readonly Merchant[]): Tenant[] {
  return merchants.flatMap(({ id }) => MODES.map((mode) => ({ merchantId: id, mode })));
}

/**
 * Copies everything except the keys, and continues where an earlier copy stopped. Without keys, no client can use an
 * incomplete copy.
 *
 * @throws CliError if the target contains other data.
 */
export async function copyAllRows(
  from: DatabaseExport,
  to: DatabaseExport,
  options: MigrationCopyOptions,
): Promise<void> {
  const merchants = await from.merchants();
  await refuseOther(from, to);
  const copied = (await to.merchants()).length;
  for (const merchant of merchants.slice(copied)) await to.addMerchant(merchant);
  for (const tenant of tenantsOf(merchants)) {
    for (const part of TENANT_PARTS) await copyPart(from, to, { tenant, part }, options);
  }
}

/** Copies the keys that the target lacks. */
export async function copyKeys(from: DatabaseExport, to: DatabaseExport): Promise<void> {
  const copied = new Set((await to.keys()).map(({ key }) => key.id));
  for (const key of await from.keys()) if (!copied.has(key.key.id)) await to.addKey(key);
}

async function refuseOther(from: DatabaseExport, to: DatabaseExport): Promise<void> {
  const [fromMerchants, toMerchants] = [await from.merchants(), await to.merchants()];
  const fromKeyIds = new Set((await from.keys()).map(({ key }) => key.id));
  const isBegun = isDeepStrictEqual(fromMerchants.slice(0, toMerchants.length), toMerchants);
  if (isBegun && (await to.keys()).every(({ key }) => fromKeyIds.has(key.id))) return;
  throw usageError('The database that --to names contains other data; name an empty one.');
}

interface PartOfTenant<P extends TenantPart> {
  readonly tenant: Tenant;
  readonly part: P;
}

/** Copies one part of a tenant. It reads the next rows while it writes the last ones. */
async function copyPart<P extends TenantPart>(
  from: DatabaseExport,
  to: DatabaseExport,
  { tenant, part }: PartOfTenant<P>,
  { onRows, signal }: MigrationCopyOptions,
): Promise<void> {
  let after = await to.last(tenant, part);
  let writing: Promise<void> = Promise.resolve();
  for (;;) {
    signal?.throwIfAborted();
    const reading = from.read(tenant, part, { after, limit: ROWS_PER_BATCH });
    const [rows] = await Promise.all([reading, writing]);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = positionOf(part, last);
    writing = to.write(tenant, part, rows).then(() => onRows(part, rows.length));
    // The next iteration awaits it. Until then, a rejection must not count as unhandled.
    writing.catch(() => undefined);
  }
}
