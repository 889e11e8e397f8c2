import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Operation } from '../../contract/operations.ts';
import { type IdempotencyKey, isReplayable } from '../../domain/idempotency-key.ts';
import { idempotencyConflict, idempotencyInProgress, Problem } from '../../domain/problem.ts';
import type { ResponseStore } from '../../domain/store/store.ts';
import { type OutgoingResponse, serializeProblem } from '../../writes/responses.ts';
import type { IdempotencyLock, RequestContext } from '../request/request-context.ts';
import { parseRequestTarget, readHeader } from '../request/request-head.ts';
import { type Middleware, type Next, required } from '../run-pipeline.ts';

const HEADER = 'Idempotency-Key';
const CONDITIONS = ['if-match', 'if-none-match'];

export interface IdempotencyOptions {
  readonly responses: ResponseStore;
  /** UNIX milliseconds. */
  readonly clock: () => number;
}

/**
 * Handles `Idempotency-Key`. It locks the key while the request runs, and returns 409 if another request has it locked. A
 * write finds and stores the response in its own transaction. If the request fails before its write, this middleware finds
 * the stored response, or stores an error that a retry cannot change.
 */
export function idempotency(
  { responses, clock }: IdempotencyOptions,
  operations: readonly Operation[],
): Middleware {
  const patterns = new Map(operations.flatMap(patternOf));
  /** The fingerprints of the requests that are running, by the ids of their idempotency keys. */
  const running = new Map<string, string>();

  const acquire = (context: RequestContext): IdempotencyLock | undefined => {
    const { request } = context;
    const operation = required(context.operation, 'route');
    const idempotencyKey = readHeader(request.headers, HEADER.toLowerCase());
    // The validator rejects a malformed key.
    if (idempotencyKey === undefined || !patterns.get(operation)?.test(idempotencyKey)) return undefined;
    const query = sortedQuery(parseRequestTarget(request.url ?? '').query);
    const key = idempotencyKeyOf(context, { idempotencyKey, query, now: clock() });
    const other = running.get(key.id);
    if (other !== undefined)
      throw other === key.fingerprint ? idempotencyInProgress() : idempotencyConflict();
    running.set(key.id, key.fingerprint);
    return { idempotency: key, idempotencyKey, isStored: !isDryRun(operation, query), isHandled: false };
  };

  /** @throws Problem idempotency_conflict if the stored response belongs to a different request; unavailable. */
  const findOrStore = ({ caller, requestId }: RequestContext, lock: IdempotencyLock, error: unknown) => {
    const tenant = required(caller, 'authenticate');
    return lock.isStored && error instanceof Problem && isReplayable(error)
      ? responses.store(tenant, lock.idempotency, serializeProblem(error, requestId))
      : responses.find(tenant, lock.idempotency);
  };

  const respond = async (context: RequestContext, lock: IdempotencyLock, next: Next) => {
    try {
      return markReplay(await next());
    } catch (error) {
      const stored = lock.isHandled ? undefined : await findOrStore(context, lock, error);
      if (stored) return markReplay(stored);
      throw error;
    } finally {
      running.delete(lock.idempotency.id);
    }
  };

  return (context, next) => {
    const lock = acquire(context);
    if (!lock) return next();
    context.idempotencyLock = lock;
    return respond(context, lock, next);
  };
}

function markReplay(response: OutgoingResponse): OutgoingResponse {
  if (!response.isReplay) return response;
  return { ...response, headers: { ...response.headers, 'Idempotency-Replayed': 'true' } };
}

/** Returns the format of the operation's Idempotency-Key; an empty list if the operation has none. */
function patternOf(operation: Operation): [Operation, RegExp][] {
  const parameter = operation.parameters.find(({ name }) => name === HEADER);
  return parameter ? [[operation, new RegExp(parameter.schema.pattern ?? '', 'u')]] : [];
}

/** Whether the request is a dry run, which stores nothing, and so no response either. */
function isDryRun({ parameters }: Operation, query: URLSearchParams | undefined): boolean {
  return parameters.some((parameter) => parameter['x-trial'] && query?.get(parameter.name) === 'true');
}

interface KeyedRequest {
  readonly idempotencyKey: string;
  readonly query: URLSearchParams | undefined;
  /** UNIX milliseconds. */
  readonly now: number;
}

function idempotencyKeyOf(
  context: RequestContext,
  { idempotencyKey, query, now }: KeyedRequest,
): IdempotencyKey {
  const operation = required(context.operation, 'route');
  const params = operation.parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name }) => context.params?.[name]);
  const conditions = CONDITIONS.map((name) => readHeader(context.request.headers, name) ?? null);
  return {
    id: digest(JSON.stringify([context.caller?.id, operation.id, ...params, idempotencyKey])),
    fingerprint: digest(
      `${canonicalize(context.requestBody?.value)}\n${query ?? ''}\n${JSON.stringify(conditions)}`,
    ),
    now,
  };
}

/** Sorts the parameters of a query by their names, because their order has no meaning. Most requests have no query. */
function sortedQuery(query: string): URLSearchParams | undefined {
  if (query === '') return undefined;
  const parameters = new URLSearchParams(query);
  parameters.sort();
  return parameters;
}

function digest(text: string): string {
  return hash('sha256', text, 'base64');
}
