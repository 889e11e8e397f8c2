import { renameFields } from '../contract/field-names.ts';
import type { BatchResult } from '../domain/batch.ts';
import type { Origin } from '../domain/event.ts';
import { isReplayable, replay, type SerializedResponse } from '../domain/idempotency-key.ts';
import type { WriteDecision } from '../domain/plain-write.ts';
import { Problem } from '../domain/problem.ts';
import type { Prefetch, TransactionRunner, UnitOfWork } from '../domain/store/unit-of-work.ts';
import type { SyncStateDecision } from '../domain/sync-state.ts';
import type { UpsertDecision } from '../domain/upsert.ts';
import {
  applyBatch,
  applyCreate,
  applyUpdate,
  applyUpsert,
  prefetchForBatch,
  prefetchForCreate,
  prefetchForUpdate,
  prefetchForUpsert,
} from '../domain/write-customers.ts';
import { applySyncState, prefetchForSyncState } from '../domain/write-sync-state.ts';
import { makeId } from '../platform/ids.ts';
import { renderBatch } from './render-batch.ts';
import { renderCreate, renderUpdate, renderUpsert } from './render-customer.ts';
import type { ResponseOptions } from './response-options.ts';
import { type RenderedResponse, serializeProblem, serializeResponse } from './responses.ts';
import { renderSyncState } from './sync-state-view.ts';
import type { WriteCommands, WriteRequest, WriteType } from './write-request.ts';

interface Decisions {
  upsert: UpsertDecision;
  create: WriteDecision;
  update: WriteDecision;
  upsertBatch: readonly BatchResult[];
  syncState: SyncStateDecision;
}

/** What differs between the types of write. */
interface WriteSteps<T extends WriteType> {
  readonly prefetch: (command: WriteCommands[T]) => Prefetch;
  readonly apply: (unitOfWork: UnitOfWork, command: WriteCommands[T], origin: Origin) => Decisions[T];
  readonly render: (
    decision: Decisions[T],
    request: WriteRequest<T>,
    options: ResponseOptions,
  ) => RenderedResponse | Problem;
}

const STEPS: { readonly [T in WriteType]: WriteSteps<T> } = {
  upsert: { prefetch: prefetchForUpsert, apply: applyUpsert, render: renderUpsert },
  create: { prefetch: prefetchForCreate, apply: applyCreate, render: renderCreate },
  update: { prefetch: prefetchForUpdate, apply: applyUpdate, render: renderUpdate },
  upsertBatch: { prefetch: prefetchForBatch, apply: applyBatch, render: renderBatch },
  syncState: { prefetch: prefetchForSyncState, apply: applySyncState, render: renderSyncState },
};

/** Executes a write request in a transaction of its own, which may share a commit with others. @throws Problem unavailable. */
export function runWrite(
  store: TransactionRunner,
  request: WriteRequest,
  options: ResponseOptions,
): Promise<SerializedResponse> {
  const prefetch = STEPS[request.type].prefetch(request.command as never);
  return store.transaction(
    request.tenant,
    { ...prefetch, idempotencyId: request.idempotency?.id },
    (unitOfWork) => executeWrite(request, unitOfWork, options),
  );
}

/**
 * Executes a write request inside its transaction: returns the stored response if there is one; otherwise applies the
 * rules, renders the response, and stores it if the request asks for that. A Problem of the rules becomes a response too,
 * so that it can be stored.
 *
 * @throws Problem idempotency_conflict if the stored response belongs to another request.
 */
export function executeWrite<T extends WriteType>(
  request: WriteRequest<T>,
  unitOfWork: UnitOfWork,
  options: ResponseOptions,
): SerializedResponse {
  const { type, idempotency, isStored, requestId } = request;
  const stored = idempotency && unitOfWork.findStoredResponse(idempotency);
  if (stored) return replay(idempotency, stored);
  const decision = decide(request, unitOfWork);
  const rendered = decision instanceof Problem ? decision : STEPS[type].render(decision, request, options);
  const response =
    rendered instanceof Problem
      ? serializeProblem(renameFields(rendered, options.fieldNames[type]), requestId)
      : serializeResponse(rendered);
  if (idempotency && isStored && !(rendered instanceof Problem && !isReplayable(rendered)))
    unitOfWork.storeResponse(idempotency, response);
  return response;
}

/** Returns a Problem instead of throwing it, because an error would end the transaction that is to store it. */
function decide<T extends WriteType>(
  { type, command, requestId, idempotencyKey }: WriteRequest<T>,
  unitOfWork: UnitOfWork,
): Decisions[T] | Problem {
  try {
    return STEPS[type].apply(unitOfWork, command, { requestId, idempotencyKey, newId: makeId });
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
