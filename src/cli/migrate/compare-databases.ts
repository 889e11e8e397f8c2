import { createHash } from 'node:crypto';
import {
  canonicalJson,
  type DatabaseExport,
  positionOf,
  TENANT_PARTS,
  type TenantPart,
} from '../../domain/store/database-export.ts';
import type { Tenant } from '../../domain/tenant.ts';
import { tenantsOf } from './copy-all-rows.ts';

/** The number of rows per read. */
const ROWS_PER_READ = 2000;

/** The number of rows and the checksum of one part of a database. */
export interface Sum {
  readonly rows: number;
  /** SHA-256 of the canonical JSON of all rows, in hexadecimal. */
  readonly checksum: string;
}

export interface Comparison {
  readonly part: TenantPart | 'merchants' | 'keys';
  readonly from: Sum;
  readonly to: Sum;
}

/** Reads both databases completely, and computes the sum of each part. */
export async function compareDatabases(
  from: DatabaseExport,
  to: DatabaseExport,
  signal?: AbortSignal,
): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const part of TENANT_PARTS) {
    const [fromSum, toSum] = await Promise.all([sumOf(from, part, signal), sumOf(to, part, signal)]);
    comparisons.push({ part, from: fromSum, to: toSum });
  }
  return [
    {
      part: 'merchants',
      from: sumOfRows(await from.merchants()),
      to: sumOfRows(await to.merchants()),
    },
    ...comparisons,
  ];
}

export async function compareKeys(from: DatabaseExport, to: DatabaseExport): Promise<Comparison> {
  return { part: 'keys', from: sumOfRows(await from.keys()), to: sumOfRows(await to.keys()) };
}

export function isSameRow({ from, to }: Comparison): boolean {
  return from.rows === to.rows && from.checksum === to.checksum;
}

async function sumOf(exported: DatabaseExport, part: TenantPart, signal?: AbortSignal): Promise<Sum> {
  const hash = createHash('sha256');
  let rows = 0;
  for (const tenant of tenantsOf(await exported.merchants())) {
    for await (const json of canonicalRows(exported, tenant, part)) {
      signal?.throwIfAborted();
      hash.update(`${json}\n`);
      rows += 1;
    }
  }
  return { rows, checksum: hash.digest('hex') };
}

async function* canonicalRows(
  exported: DatabaseExport,
  tenant: Tenant,
  part: TenantPart,
): AsyncGenerator<string> {
  for (let after: number | string | undefined; ; ) {
    const rows = await exported.read(tenant, part, { after, limit: ROWS_PER_READ });
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const row of rows) yield canonicalJson(part, row);
    after = positionOf(part, last);
  }
}

function sumOfRows(rows: readonly object[]): Sum {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(`${JSON.stringify(sortedEntries(row))}\n`);
  return { rows: rows.length, checksum: hash.digest('hex') };
}

/** Sorts the members of objects, because two databases can return them in different orders. */
function sortedEntries(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sortedEntries);
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sortedEntries(member)]);
}
