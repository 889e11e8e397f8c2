import { v7 as uuidV7 } from 'uuid';
import type { ApiKey, KeyRequest } from '../../src/domain/keys/api-key.ts';
import { makeKey } from '../../src/domain/keys/api-keys.ts';
import { hashSecret, makeSecret, type Secret } from '../../src/domain/keys/key-gate.ts';
import type { ApiStore } from '../../src/domain/store/store.ts';
import type { Tenant } from '../../src/domain/tenant.ts';

/** A key with its new secret, and the hash under which a store keeps it. */
export interface TestKey {
  readonly key: ApiKey;
  readonly secret: Secret;
  readonly hash: string;
}

/** Adds a merchant with a new id, and returns the id. */
export async function addMerchant(store: Pick<ApiStore, 'merchants'>): Promise<string> {
  const id = uuidV7();
  await store.merchants.add({ id, name: `Merchant ${id}`, createdAt: 0 });
  return id;
}

/** Makes a key that no store has. Default: a key with every scope, from the time 0. */
export function aKey(tenant: Tenant, over: Partial<KeyRequest & ApiKey> = {}): TestKey {
  const { id = uuidV7(), createdAt = 0, ...request } = over;
  const { merchantId, mode } = { ...tenant, ...request };
  const key = {
    ...makeKey({ name: 'test key', merchantId, mode, ...request }, { id, now: createdAt, by: 'a test' }),
    ...over,
  };
  const secret = makeSecret(mode);
  return { key, secret, hash: hashSecret(secret) };
}

/** Makes a key and adds it to a store. */
export async function addKey(
  store: Pick<ApiStore, 'keys'>,
  tenant: Tenant,
  over: Partial<KeyRequest & ApiKey> = {},
): Promise<TestKey> {
  const made = aKey(tenant, over);
  await store.keys.add(made.key, made.hash);
  return made;
}
