import { isDeepStrictEqual } from 'node:util';
import {
  type DatabaseExport,
  positionOf,
  TENANT_PARTS,
  type TenantPart,
} from '../../domain/database-export.ts';
import { type Merchant, MODES, type Tenant } from '../../domain/tenant.ts';
import { usageError } from '../cli-error.ts';

/** How many rows are read and written at once. */
const ROWS_AT_ONCE = 1000;

export interface MigrationCopyOptions {
  /** Hears after every piece how many rows were written. */
  readonly onRows: (part: TenantPart, count: number) => void;
  /** Stops between two pieces; what was written stays, and the next run goes on there. */
  readonly signal?: AbortSignal;
}

/** The tenants of merchants, sandbox and live data of each. */
export function tenantsOf(merchants: readonly Merchant[]): Tenant[] {
  return merchants.flatMap(({ id }) => MODES.map((mode) => ({ merchantId: id, mode })));
}

/**
 * Copies all but the keys, from where an earlier copy has stopped. Without keys nobody gets at what is only half there.
 *
 * @throws Failure when there is anything else in the target already.
 */
export async function copyAllRows(
  from: DatabaseExport,
  to: DatabaseExport,
  options: MigrationCopyOptions,
): Promise<void> {
  const merchants = await from.merchants();
  await refuseOther(from, to);
  const there = (await to.merchants()).length;
  for (const merchant of merchants.slice(there)) await to.addMerchant(merchant);
  for (const tenant of tenantsOf(merchants)) {
    for (const part of TENANT_PARTS) await copyPart(from, to, { tenant, part }, options);
  }
}

/** The keys that are not there yet. */
export async function copyKeys(from: DatabaseExport, to: DatabaseExport): Promise<void> {
  const there = new Set((await to.keys()).map(({ key }) => key.id));
  for (const key of await from.keys()) if (!there.has(key.key.id)) await to.addKey(key);
}

async function refuseOther(from: DatabaseExport, to: DatabaseExport): Promise<void> {
  const [wanted, there] = [await from.merchants(), await to.merchants()];
  const [keys, keysThere] = [await from.keys(), await to.keys()];
  const isBegun = isDeepStrictEqual(wanted.slice(0, there.length), there);
  const knows = new Set(keys.map(({ key }) => key.id));
  if (isBegun && keysThere.every(({ key }) => knows.has(key.id))) return;
  throw usageError('There is other data in the database that --to names; name an empty one.');
}

interface Piece<P extends TenantPart> {
  readonly tenant: Tenant;
  readonly part: P;
}

/** The next rows are read while the last ones are written. */
async function copyPart<P extends TenantPart>(
  from: DatabaseExport,
  to: DatabaseExport,
  { tenant, part }: Piece<P>,
  { onRows, signal }: MigrationCopyOptions,
): Promise<void> {
  let after = await to.last(tenant, part);
  let writing: Promise<void> = Promise.resolve();
  for (;;) {
    signal?.throwIfAborted();
    const reading = from.read(tenant, part, { after, limit: ROWS_AT_ONCE });
    const [rows] = await Promise.all([reading, writing]);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = positionOf(part, last);
    writing = to.write(tenant, part, rows).then(() => onRows(part, rows.length));
    // Heard of at the next turn, and by nobody else before.
    writing.catch(() => undefined);
  }
}
