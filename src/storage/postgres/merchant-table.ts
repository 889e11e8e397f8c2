import { type Merchant, MODES } from '../../domain/tenant.ts';
import type { Queryable } from './database.ts';
import { acquireBootstrapLock } from './open/bootstrap-lock.ts';

/** Adds a merchant with its tenants. The caller has begun the transaction. */
export async function addMerchant(within: Queryable, { id, name, createdAt }: Merchant): Promise<void> {
  await within.query('INSERT INTO merchants (id, name, created_at) VALUES ($1, $2, $3)', [
    id,
    name,
    createdAt,
  ]);
  for (const mode of MODES) {
    await within.query('INSERT INTO tenants (merchant, livemode) VALUES ($1, $2)', [id, mode === 'live']);
  }
}

/**
 * Returns the first merchant; adds the given one if there is none. The caller has begun the transaction. Other
 * transactions that call the function wait for its end.
 */
export async function firstMerchant(within: Queryable, merchant: Merchant): Promise<Merchant> {
  await acquireBootstrapLock(within);
  const [first] = await listMerchants(within);
  if (!first) await addMerchant(within, merchant);
  return first ?? merchant;
}

/** Lists the merchants in the order of their creation. */
export function listMerchants(database: Queryable): Promise<Merchant[]> {
  return database.query<Merchant>(
    'SELECT id, name, created_at AS "createdAt" FROM merchants ORDER BY added, id',
  );
}
