import type { Queryable } from '../database.ts';

/** "upsf": only one server at a time adds the first merchant or key. */
const BOOTSTRAP_LOCK = 0x75707366;

/** Acquires the lock until the end of the transaction, which the caller has begun. It must precede the check whether a row exists. */
export async function acquireBootstrapLock(within: Queryable): Promise<void> {
  await within.query('SELECT pg_advisory_xact_lock($1)', [BOOTSTRAP_LOCK]);
}
