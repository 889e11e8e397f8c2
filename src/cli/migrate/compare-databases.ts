import { createHash } from 'node:crypto';
import {
  canonicalJson,
  type DatabaseExport,
  positionOf,
  TENANT_PARTS,
  type TenantPart,
} from '../../domain/database-export.ts';
import type { Tenant } from '../../domain/tenant.ts';
import { tenantsOf } from './copy-all-rows.ts';

const ROWS_AT_ONCE = 2000;

/** What one database holds of one part. */
export interface Sum {
  readonly rows: number;
  /** SHA-256 over all that the rows say, in hexadecimal. */
  readonly checksum: string;
}

export interface Comparison {
  readonly part: TenantPart | 'merchants' | 'keys';
  readonly from: Sum;
  readonly to: Sum;
}

/** Reads both databases from beginning to end and sums up each part of them. */
export async function compareDatabases(
  from: DatabaseExport,
  to: DatabaseExport,
  signal?: AbortSignal,
): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const part of TENANT_PARTS) {
    const [ofFrom, ofTo] = await Promise.all([sumOf(from, part, signal), sumOf(to, part, signal)]);
    comparisons.push({ part, from: ofFrom, to: ofTo });
  }
  return [
    {
      part: 'merchants',
      from: sumUp(await from.merchants()),
      to: sumUp(await to.merchants()),
    },
    ...comparisons,
  ];
}

export async function compareKeys(from: DatabaseExport, to: DatabaseExport): Promise<Comparison> {
  return { part: 'keys', from: sumUp(await from.keys()), to: sumUp(await to.keys()) };
}

export function isSameRow({ from, to }: Comparison): boolean {
  return from.rows === to.rows && from.checksum === to.checksum;
}

async function sumOf(exported: DatabaseExport, part: TenantPart, signal?: AbortSignal): Promise<Sum> {
  const hash = createHash('sha256');
  let rows = 0;
  for (const tenant of tenantsOf(await exported.merchants())) {
    for await (const wording of wordings(exported, tenant, part)) {
      signal?.throwIfAborted();
      hash.update(`${wording}\n`);
      rows += 1;
    }
  }
  return { rows, checksum: hash.digest('hex') };
}

async function* wordings(exported: DatabaseExport, tenant: Tenant, part: TenantPart): AsyncGenerator<string> {
  for (let after: number | string | undefined; ; ) {
    const rows = await exported.read(tenant, part, { after, limit: ROWS_AT_ONCE });
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const row of rows) yield canonicalJson(part, row);
    after = positionOf(part, last);
  }
}

function sumUp(rows: readonly object[]): Sum {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(`${JSON.stringify(sortedEntries(row))}\n`);
  return { rows: rows.length, checksum: hash.digest('hex') };
}

/** Two databases may tell an object's members in another order. */
function sortedEntries(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sortedEntries);
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sortedEntries(member)]);
}
