import type { components } from '../../generated/openapi.d.ts';
import { showInstant, showMillis } from '../domain/instant.ts';
import type { SyncState, SyncStateDecision } from '../domain/sync-state.ts';
import type { HandlerResponse } from './responses.ts';
import type { WriteRequest } from './write-request.ts';

export function renderSyncState(
  { after, isNew }: SyncStateDecision,
  { tenant, warnings }: Pick<WriteRequest, 'tenant' | 'warnings'>,
): HandlerResponse<'putSyncState'> {
  const body = { data: showSyncState(after, tenant.merchantId), created: isNew };
  return { status: 200, body: { ...body, ...(warnings.length > 0 && { warnings: [...warnings] }) } };
}

/** Renders a sync state as the API returns it. */
export function showSyncState(state: SyncState, merchantId: string): components['schemas']['SyncState'] {
  const { id, source, resourceType, fields, createdAt, updatedAt } = state;
  const { lastSyncAt, ...others } = fields;
  return {
    id,
    merchantId,
    provider: source,
    resourceType,
    ...(lastSyncAt && { lastSyncAt: showInstant(lastSyncAt) }),
    ...others,
    createdAt: showMillis(createdAt),
    updatedAt: showMillis(updatedAt),
  };
}
