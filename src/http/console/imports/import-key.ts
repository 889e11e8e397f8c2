import { issueKey, revokeKey } from '../../../domain/keys/api-keys.ts';
import type { Secret } from '../../../domain/keys/key-gate.ts';
import type { ApiStore } from '../../../domain/store/store.ts';
import type { Tenant } from '../../../domain/tenant.ts';

/** The name of the API keys that imports of the console use. The request log stores no bodies of their requests. */
export const IMPORT_KEY_NAME = 'console import';

/** Who creates and revokes these keys. */
const ACTOR = 'import in the console';

/** For how long the key of an import is valid if it is not revoked before, in milliseconds. */
const VALID_MS = 24 * 60 * 60 * 1000;

export interface ImportKey extends Tenant {
  readonly id: string;
  /** UNIX milliseconds. */
  readonly now: number;
}

/** Creates a key that can only write customers, from this machine, for a day. */
export async function issueImportKey(store: ApiStore, { id, now, ...tenant }: ImportKey): Promise<Secret> {
  const request = {
    ...tenant,
    name: IMPORT_KEY_NAME,
    scopes: ['customers:read', 'customers:write'],
    cidrs: ['127.0.0.0/8', '::1'],
    expiresAt: now + VALID_MS,
  };
  return (await issueKey(store, request, { id, now, by: ACTOR })).secret;
}

/** Revokes the key of an import. @returns false if the store cannot write at the moment. */
export async function revokeImportKey(store: ApiStore, id: string, now: number): Promise<boolean> {
  return revokeKey(store, id, { now, by: ACTOR }).then(
    () => true,
    () => false,
  );
}
