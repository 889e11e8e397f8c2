import { invalidFields } from './problem.ts';
import type { Prefetch, UnitOfWork } from './store/unit-of-work.ts';
import {
  MOST_CHANGES,
  MOST_RESOURCE_TYPES,
  type SyncState,
  type SyncStateCommand,
  type SyncStateDecision,
  type SyncStateFields,
} from './sync-state.ts';

/** Creates or changes a sync state. @throws Problem invalid_request for more than MOST_RESOURCE_TYPES. */
export function applySyncState(unitOfWork: UnitOfWork, command: SyncStateCommand): SyncStateDecision {
  const { id, source, resourceType, patch, now } = command;
  const ofSource = unitOfWork.findSyncStates(source);
  const before = ofSource.find((state) => state.resourceType === resourceType);
  if (!before && ofSource.length >= MOST_RESOURCE_TYPES)
    throw invalidFields({
      resourceType: [`must be one of the ${MOST_RESOURCE_TYPES} that this source has; it cannot have more`],
    });
  const fields = mergeFields(before?.fields ?? {}, patch);
  const after: SyncState = {
    id: before?.id ?? id,
    source,
    resourceType,
    fields,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
    changes: [{ at: now, fields }, ...(before?.changes ?? [])].slice(0, MOST_CHANGES),
  };
  unitOfWork.putSyncState(after);
  return { after, isNew: before === undefined };
}

/** The keys that `applySyncState` looks up. */
export function prefetchForSyncState({ source }: SyncStateCommand): Prefetch {
  return { syncSources: [source] };
}

function mergeFields(before: SyncStateFields, patch: SyncStateCommand['patch']): SyncStateFields {
  const merged = Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged) as SyncStateFields;
}
