import type { BatchResult } from '../domain/batch.ts';
import { isReplayable } from '../domain/idempotency-key.ts';
import type { WriteDecision } from '../domain/plain-write.ts';
import { Problem } from '../domain/problem.ts';
import type { CustomerWrites, Write } from '../domain/store.ts';
import type { UpsertDecision } from '../domain/upsert.ts';
import { makeId } from '../platform/make-id.ts';
import type { HandlerResponse, SerializedResponseOf } from './handler-response.ts';
import { renameFields } from './rename-fields.ts';
import { renderBatch } from './render-batch.ts';
import { renderCreate, renderUpdate } from './render-plain-write.ts';
import { renderUpsert } from './render-upsert.ts';
import type { ResponseOptions } from './response-options.ts';
import { serializeProblem, serializeResponse } from './serialize-response.ts';
import type { ExecuteWrite, WriteRequest, WriteType, WriteTypes } from './write-request.ts';

interface Outcomes {
  upsert: UpsertDecision;
  create: WriteDecision;
  update: WriteDecision;
  upsertBatch: readonly BatchResult[];
}

type Answer<K extends WriteType> = (
  outcome: Outcomes[K],
  request: WriteRequest<K>,
  responseOptions: ResponseOptions,
) => HandlerResponse<WriteTypes[K]['operation']> | Problem;

const RENDERERS: { readonly [K in WriteType]: Answer<K> } = {
  upsert: renderUpsert,
  create: renderCreate,
  update: renderUpdate,
  upsertBatch: renderBatch,
};

/** Carries writes out in a store of this thread: outcome, answer and kept answer in one transaction. */
export function createWriteExecutor(
  customers: CustomerWrites,
  responseOptions: ResponseOptions,
): ExecuteWrite {
  return (request) => {
    const execute = customers[request.type] as ExecuteInStore<typeof request.type>;
    return execute(writeOf(request, responseOptions));
  };
}

type WriteOf<K extends WriteType> = Write<
  WriteTypes[K]['command'],
  Outcomes[K],
  SerializedResponseOf<WriteTypes[K]['operation']>
>;
type ExecuteInStore<K extends WriteType> = (
  write: WriteOf<K>,
) => Promise<SerializedResponseOf<WriteTypes[K]['operation']>>;

function writeOf<K extends WriteType>(
  request: WriteRequest<K>,
  responseOptions: ResponseOptions,
): WriteOf<K> {
  const { type, tenant, command, requestId, idempotencyKey, idempotency, isStored: isKept } = request;
  const show = (response: SerializedResponseOf<WriteTypes[K]['operation']> | Problem) => {
    if (!isKept) return null;
    if (!(response instanceof Problem)) return response;
    return isReplayable(response)
      ? serializeProblem(renameFields(response, responseOptions.fieldNames[type]), requestId)
      : null;
  };
  return {
    tenant,
    command,
    origin: { requestId, idempotencyKey, newId: makeId },
    render: (outcome) => {
      const rendered = RENDERERS[type](outcome, request, responseOptions);
      return rendered instanceof Problem ? rendered : serializeResponse(rendered);
    },
    ...(idempotency && { storage: { idempotency, replay: (kept) => kept, serialize: show } }),
  };
}
