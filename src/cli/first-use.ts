import { hashSecret, readSecret, type Secret } from '../domain/api-key.ts';
import type { Store } from '../domain/store.ts';
import { misuse } from './failure.ts';
import { firstMerchant, issueKey } from './issue-key.ts';

/**
 * Makes a store usable: a merchant if there is none, and a sandbox key if there is none at all, or the planted one.
 *
 * @param planted a sandbox key that must work, as `upsertd keys generate` prints it.
 * @returns the secret that may be shown: the one just made, or the planted one.
 */
export async function prepareFirstUse(store: Store, planted?: string): Promise<{ secret?: Secret }> {
  if (planted !== undefined) return { secret: await plant(store, planted) };
  const merchant = await firstMerchant(store);
  if ((await store.keys.list()).length > 0) return {};
  const { secret } = await issueKey(store, {
    merchantId: merchant.id,
    mode: 'sandbox',
    name: 'first sandbox key',
  });
  return { secret };
}

async function plant(store: Store, text: string): Promise<Secret> {
  const read = readSecret(text);
  if (read?.mode !== 'sandbox') {
    throw misuse('UPSERTD_SANDBOX_KEY is not a sandbox key; make one with upsertd keys generate.');
  }
  const merchant = await firstMerchant(store);
  if (!(await store.keys.find(hashSecret(read.secret)))) {
    await issueKey(
      store,
      { merchantId: merchant.id, mode: 'sandbox', name: 'planted sandbox key' },
      read.secret,
    );
  }
  return read.secret;
}
