import { merchantMismatch } from '../../domain/keys/key-problems.ts';
import type { SyncStateCommand } from '../../domain/sync-state.ts';
import type { Tenant } from '../../domain/tenant.ts';
import { showSyncState } from '../../writes/sync-state-view.ts';
import type { Handler, HandlerRequest } from '../handler.ts';
import { readTime } from '../request/read-time.ts';
import type { Services } from './services.ts';

export function listSyncStates({ store }: Services): Handler<'listSyncStates'> {
  return async ({ caller, path }) => {
    refuseForeignMerchant(caller, path.merchantId);
    const states = await store.syncStates.list(caller, path.source);
    return { status: 200, body: { data: states.map((state) => showSyncState(state, caller.merchantId)) } };
  };
}

export function putSyncState({ clock, newId }: Services): Handler<'putSyncState'> {
  return async ({ caller, path, body, warnings, write }) => {
    refuseForeignMerchant(caller, path.merchantId);
    const { source, resourceType } = path;
    const command = { id: newId(), source, resourceType, patch: readPatch(body), now: clock() };
    return write('syncState', command, warnings);
  };
}

/** @throws Problem permission_denied if the path names another merchant than that of the API key. */
function refuseForeignMerchant({ merchantId }: Tenant, named: string): void {
  if (named.toLowerCase() !== merchantId) throw merchantMismatch();
}

function readPatch({
  lastSyncAt,
  ...others
}: HandlerRequest<'putSyncState'>['body']): SyncStateCommand['patch'] {
  return {
    ...others,
    ...(lastSyncAt !== undefined && {
      lastSyncAt: lastSyncAt === null ? null : readTime('lastSyncAt', lastSyncAt),
    }),
  };
}
