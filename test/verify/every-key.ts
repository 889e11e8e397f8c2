import { hashSecret, type Secret } from '../../src/domain/keys/key-gate.ts';
import type { Keys } from '../../src/verify/keys.ts';
import type { TestServer } from '../support/test-server.ts';

/** Creates the keys of all roles. */
export async function everyKey(server: TestServer): Promise<Required<Keys>> {
  const revoked = await server.addKey();
  const found = await server.store.keys.find(hashSecret(revoked as Secret));
  await server.store.keys.revoke(found?.key.id ?? '', server.now);
  return {
    main: server.key,
    otherMerchant: await server.addKey({ merchantId: await server.addMerchant() }),
    otherMode: await server.addKey({ mode: 'live' }),
    readonly: await server.addKey({ scopes: ['customers:read'] }),
    revoked,
  };
}

/** Lets the time of a server pass, because some rules check that a later change has a later time. */
export function followSystemClock(server: TestServer): void {
  Object.defineProperty(server, 'now', { get: Date.now });
}
