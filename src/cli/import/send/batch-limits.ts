import { resolve } from '../../../contract/document.ts';
import type { Contract } from '../../../contract/load.ts';
import type { GroupLimits } from './group-rows.ts';

/** One row per request. */
export const SINGLE: GroupLimits = { rows: 1, bytes: Number.POSITIVE_INFINITY };

/** Returns the limits that the spec sets for a batch. */
export function batchLimits({ document, operations }: Contract, source: string): GroupLimits {
  const batch = operations.find(({ id }) => id === 'batchUpsertCustomers')?.body;
  const { maxItems = 1 } = resolve(document, batch?.schema.properties?.customers ?? {});
  const envelope = Buffer.byteLength(JSON.stringify({ source, customers: [] }));
  return { rows: maxItems, bytes: (batch?.limit.bytes ?? 0) - envelope };
}
