import { hashSecret, readSecret, type Secret } from '../../domain/api-key.ts';
import type { ApiStore } from '../../domain/store.ts';
import { usageError } from '../cli-error.ts';
import { createFirstKey, createKey, ensureFirstMerchant } from '../keys/issue-key.ts';

const MAKE_ANOTHER = 'make another one with upsertd keys generate.';

/** Reads a sandbox key that the environment says must work. @throws Failure when it is not one. */
export function parseProvisionedKey(text: string | undefined): Secret | undefined {
  if (text === undefined) return undefined;
  const read = readSecret(text);
  if (read?.mode === 'sandbox') return read.secret;
  throw usageError(`UPSERTD_SANDBOX_KEY is not a sandbox key; ${MAKE_ANOTHER}`);
}

/** Makes a key work that was made elsewhere. @throws Failure when it can no longer be used. */
export async function installKey(store: ApiStore, provisioned: Secret): Promise<void> {
  const found = await store.keys.find(hashSecret(provisioned));
  if (found?.key.revokedAt !== undefined || found?.secretExpiresAt !== undefined) {
    throw usageError(`UPSERTD_SANDBOX_KEY was revoked or rotated in this database; ${MAKE_ANOTHER}`);
  }
  if (found) return;
  const merchant = await ensureFirstMerchant(store);
  const wanted = { merchantId: merchant.id, mode: 'sandbox', name: 'planted sandbox key' } as const;
  try {
    await createKey(store, wanted, provisioned);
  } catch (error) {
    // Another server of the same database may have planted it at the same moment.
    if (!(await store.keys.find(hashSecret(provisioned)))) throw error;
  }
}

/** Makes a store usable: a merchant and a sandbox key, if there is no key at all. @returns the key just made. */
export async function makeFirstKey(store: ApiStore): Promise<Secret | undefined> {
  const merchant = await ensureFirstMerchant(store);
  return createFirstKey(store, { merchantId: merchant.id, mode: 'sandbox', name: 'first sandbox key' });
}
