import { hashSecret, readSecret, type Secret } from '../../domain/keys/key-gate.ts';
import type { ApiStore } from '../../domain/store/store.ts';
import { usageError } from '../cli-error.ts';
import { createFirstKey, createKey, ensureFirstMerchant } from '../keys/issue-key.ts';

const MAKE_ANOTHER = 'make another one with upsertd keys generate.';

/** Parses the sandbox key from the environment. @throws CliError if it is not a sandbox key. */
export function parseProvisionedKey(text: string | undefined): Secret | undefined {
  if (text === undefined) return undefined;
  const read = readSecret(text);
  if (read?.mode === 'sandbox') return read.secret;
  throw usageError(`UPSERTD_SANDBOX_KEY is not a sandbox key; ${MAKE_ANOTHER}`);
}

/** Adds an API key that was generated elsewhere. @throws CliError if the key was revoked or rotated. */
export async function installKey(store: ApiStore, provisioned: Secret): Promise<void> {
  const found = await store.keys.find(hashSecret(provisioned));
  if (found?.key.revokedAt !== undefined || found?.secretExpiresAt !== undefined) {
    throw usageError(`UPSERTD_SANDBOX_KEY was revoked or rotated in this database; ${MAKE_ANOTHER}`);
  }
  if (found) return;
  const merchant = await ensureFirstMerchant(store);
  const wanted = { merchantId: merchant.id, mode: 'sandbox', name: 'planted sandbox key' } as const;
  try {
    await createKey(store, wanted, { by: 'serve with UPSERTD_SANDBOX_KEY', secret: provisioned });
  } catch (error) {
    // Another server of the same database may have added it at the same moment.
    if (!(await store.keys.find(hashSecret(provisioned)))) throw error;
  }
}

/** Adds a merchant and a sandbox key if the store has no key. @returns the new key. */
export async function makeFirstKey(store: ApiStore): Promise<Secret | undefined> {
  const merchant = await ensureFirstMerchant(store);
  const request = { merchantId: merchant.id, mode: 'sandbox', name: 'first sandbox key' } as const;
  return createFirstKey(store, request, 'first start of serve');
}
