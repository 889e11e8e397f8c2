import type { Queryable } from '../database.ts';

/** "upsf": one server at a time makes an empty database usable. */
const BOOTSTRAP_LOCK = 0x75707366;

/** Waits until no other transaction looks whether anything is there yet. The caller holds the transaction. */
export async function acquireBootstrapLock(within: Queryable): Promise<void> {
  await within.query('SELECT pg_advisory_xact_lock($1)', [BOOTSTRAP_LOCK]);
}
