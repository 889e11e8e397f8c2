import {
  type ApiKey,
  hashSecret,
  type KeyRequest,
  makeKey,
  makeSecret,
  type Secret,
} from '../../domain/api-key.ts';
import type { Store } from '../../domain/store.ts';
import type { Merchant } from '../../domain/tenant.ts';
import { makeId } from '../../platform/make-id.ts';
import { usageError } from '../cli-error.ts';

/** Makes a key and stores its hash. The secret is nowhere but in what is returned. */
export async function issueKey(
  store: Store,
  request: KeyRequest,
  secret: Secret = makeSecret(request.mode),
): Promise<{ key: ApiKey; secret: Secret }> {
  const key = makeKey(request, makeId(), Date.now());
  await store.keys.add(key, hashSecret(secret));
  return { key, secret };
}

/** The same where there is no key yet. @returns the secret, unless there is one. */
export async function issueFirstKey(store: Store, request: KeyRequest): Promise<Secret | undefined> {
  const secret = makeSecret(request.mode);
  const isFirst = await store.keys.addFirst(makeKey(request, makeId(), Date.now()), hashSecret(secret));
  return isFirst ? secret : undefined;
}

export async function createMerchant(store: Store, name: string): Promise<Merchant> {
  const merchant = { id: makeId(), name, createdAt: Date.now() };
  await store.merchants.add(merchant);
  return merchant;
}

/** The first merchant, made if there is none. */
export function ensureFirstMerchant(store: Store): Promise<Merchant> {
  return store.merchants.first({ id: makeId(), name: 'My merchant', createdAt: Date.now() });
}

/** The merchant with this id or name. @throws Failure when there is none, or more than one. */
export async function findMerchant(store: Store, idOrName: string): Promise<Merchant> {
  const merchants = await store.merchants.list();
  const found = merchants.filter(({ id, name }) => id === idOrName || name === idOrName);
  if (found.length > 1)
    throw usageError(`${found.length} merchants are called ${idOrName}; give the id instead.`);
  if (!found[0])
    throw usageError(`There is no merchant ${idOrName}; upsertd merchants list shows those there are.`);
  return found[0];
}
