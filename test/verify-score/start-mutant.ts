import { hashSecret, makeSecret } from '../../src/domain/keys/key-gate.ts';
import type { Mode } from '../../src/domain/tenant.ts';
import { makeId } from '../../src/platform/ids.ts';
import type { createServer } from '../../src/server/create-server.ts';
import type { Keys } from '../../src/verify/keys.ts';
import type { Mutant } from './mutant.ts';
import { importMutated } from './mutated-modules.ts';

export interface RunningMutant {
  readonly url: string;
  readonly keys: Keys;
  readonly stop: () => Promise<void>;
}

/** Starts a mutant in this process, with its data in memory and a key for each role. */
export async function startMutant(mutant: Pick<Mutant, 'id' | 'edits'>): Promise<RunningMutant> {
  const server = await importMutated<{ createServer: typeof createServer }>(
    'server/create-server.ts',
    mutant,
  );
  const { url, store, stop, warm } = await server.createServer({
    database: 'sqlite::memory:',
    clock: Date.now,
    validateResponses: false,
  });
  await warm();
  const addMerchant = async () => {
    const id = makeId();
    await store.merchants.add({ id, name: id, createdAt: 0 });
    return id;
  };
  const addKey = async (merchantId: string, mode: Mode, scopes: readonly string[], revokedAt?: number) => {
    const secret = makeSecret(mode);
    const id = makeId();
    const key = { id, merchantId, mode, name: 'score', scopes, cidrs: [], createdAt: 0 };
    await store.keys.add(key, hashSecret(secret));
    if (revokedAt !== undefined) await store.keys.revoke(id, revokedAt);
    return secret;
  };
  const merchant = await addMerchant();
  const keys = {
    main: await addKey(merchant, 'sandbox', ['*']),
    otherMerchant: await addKey(await addMerchant(), 'sandbox', ['*']),
    otherMode: await addKey(merchant, 'live', ['*']),
    readonly: await addKey(merchant, 'sandbox', ['customers:read']),
    revoked: await addKey(merchant, 'sandbox', ['*'], Date.now()),
  };
  return { url, keys, stop: () => stop(1000) };
}
