import { hashSecret, readSecret, type Secret } from '../domain/api-key.ts';
import type { Store } from '../domain/store.ts';
import { misuse } from './failure.ts';
import { firstMerchant, issueKey } from './issue-key.ts';

const MAKE_ANOTHER = 'make another one with upsertd keys generate.';

/** Reads a sandbox key that the environment says must work. @throws Failure when it is not one. */
export function parsePlantedKey(text: string | undefined): Secret | undefined {
  if (text === undefined) return undefined;
  const read = readSecret(text);
  if (read?.mode === 'sandbox') return read.secret;
  throw misuse(`UPSERTD_SANDBOX_KEY is not a sandbox key; ${MAKE_ANOTHER}`);
}

/**
 * Makes a store usable: a merchant if there is none, and a sandbox key if there is none at all, or the planted one.
 *
 * @returns the secret that may be shown: the one just made, or the planted one.
 * @throws Failure when the planted one can no longer be used.
 */
export async function prepareFirstUse(store: Store, planted?: Secret): Promise<Secret | undefined> {
  const merchant = await firstMerchant(store);
  const wanted = { merchantId: merchant.id, mode: 'sandbox' } as const;
  if (planted) {
    const found = await store.keys.find(hashSecret(planted));
    if (found?.key.revokedAt !== undefined || found?.secretExpiresAt !== undefined) {
      throw misuse(`UPSERTD_SANDBOX_KEY was revoked or rotated in this database; ${MAKE_ANOTHER}`);
    }
    if (!found) await issueKey(store, { ...wanted, name: 'planted sandbox key' }, planted);
    return planted;
  }
  if ((await store.keys.list()).length > 0) return undefined;
  const { secret } = await issueKey(store, { ...wanted, name: 'first sandbox key' });
  return secret;
}
