import type { KeyRequest } from '../../domain/keys/api-key.ts';
import { type IssuedKey, issueFirstKey, issueKey } from '../../domain/keys/api-keys.ts';
import type { Secret } from '../../domain/keys/key-gate.ts';
import type { ApiStore } from '../../domain/store/store.ts';
import type { Merchant } from '../../domain/tenant.ts';
import { makeId } from '../../platform/ids.ts';
import { usageError } from '../cli-error.ts';

export interface KeyOrigin {
  /** Who creates the key, such as `command line (alice)`. */
  readonly by: string;
  /** Default: a new random secret. */
  readonly secret?: Secret | undefined;
}

/** Issues a key with a new id, at the current time. */
export function createKey(store: ApiStore, request: KeyRequest, origin: KeyOrigin): Promise<IssuedKey> {
  return issueKey(store, request, { id: makeId(), now: Date.now(), ...origin });
}

/** Issues a key if the store has none. @returns its secret, or undefined if the store has a key already. */
export async function createFirstKey(
  store: ApiStore,
  request: KeyRequest,
  by: string,
): Promise<Secret | undefined> {
  return (await issueFirstKey(store, request, { id: makeId(), now: Date.now(), by }))?.secret;
}

export async function createMerchant(store: ApiStore, name: string): Promise<Merchant> {
  const merchant = { id: makeId(), name, createdAt: Date.now() };
  await store.merchants.add(merchant);
  return merchant;
}

/** Returns the first merchant, and creates one if the store has none. */
export function ensureFirstMerchant(store: ApiStore): Promise<Merchant> {
  return store.merchants.first({ id: makeId(), name: 'My merchant', createdAt: Date.now() });
}

/** Finds the merchant with this id or name. @throws CliError if there is none, or more than one. */
export async function findMerchant(store: ApiStore, idOrName: string): Promise<Merchant> {
  const merchants = await store.merchants.list();
  const found = merchants.filter(({ id, name }) => id === idOrName.toLowerCase() || name === idOrName);
  if (found.length > 1)
    throw usageError(`${found.length} merchants have the name ${idOrName}; use the id of the merchant.`);
  if (!found[0])
    throw usageError(
      `No merchant has the id or name ${idOrName}; upsertd merchants list shows all merchants.`,
    );
  return found[0];
}
