import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import canonicalize from 'canonicalize';
import type { Operation } from '../../contract/operations.ts';
import { type IdempotencyKey, isReplayable, type SerializedResponse } from '../../domain/idempotency-key.ts';
import { idempotencyConflict, idempotencyInProgress, Problem } from '../../domain/problem.ts';
import type { ResponseStore } from '../../domain/store.ts';
import { serializeProblem } from '../../writes/serialize-response.ts';
import { readHeader } from '../request/header.ts';
import { type Middleware, type RequestContext, required } from '../request/request-context.ts';
import { parseRequestTarget } from '../request/request-target.ts';

const HEADER = 'Idempotency-Key';
const CONDITIONS = ['if-match', 'if-none-match'];

export interface IdempotencyOptions {
  readonly responses: ResponseStore;
  /** UNIX milliseconds. */
  readonly clock: () => number;
}

/**
 * What Idempotency-Key does to a request before and after its handler. What was answered before, a write looks up itself,
 * in its transaction; for who is refused before any write it is looked up here.
 */
export class Idempotency {
  readonly #responses: ResponseStore;
  readonly #clock: () => number;
  /** The fingerprints of the requests that run here, by the ids of their claims. */
  readonly #running = new Map<string, string>();

  constructor({ responses, clock }: IdempotencyOptions) {
    this.#responses = responses;
    this.#clock = clock;
  }

  /** Holds the key for as long as the request runs, and refuses it where another one holds it. */
  acquire(operations: readonly Operation[]): Middleware {
    const patterns = new Map(operations.flatMap(patternOf));
    return (context, request) => {
      const operation = required(context.operation, 'route');
      const idempotencyKey = readHeader(request.headers, HEADER.toLowerCase());
      // Where it is malformed, the validator will say so.
      if (idempotencyKey === undefined || !patterns.get(operation)?.test(idempotencyKey)) return;
      const query = new URLSearchParams(parseRequestTarget(request.url ?? '').query);
      const idempotency = idempotencyKeyOf(context, request, { idempotencyKey, query, now: this.#clock() });
      const running = this.#running.get(idempotency.id);
      if (running !== undefined)
        throw running === idempotency.fingerprint ? idempotencyInProgress() : idempotencyConflict();
      this.#running.set(idempotency.id, idempotency.fingerprint);
      context.idempotencyLock = {
        idempotency,
        idempotencyKey,
        isStored: !isTrial(operation, query),
        isHandled: false,
      };
    };
  }

  /**
   * Finds what was answered before to a request that was refused before any write; else a lasting refusal is kept.
   *
   * @returns undefined where nothing was.
   * @throws Problem idempotency_conflict where that was another request; unavailable.
   */
  async resolve(
    { caller, idempotencyLock: held, requestId }: RequestContext,
    error: unknown,
  ): Promise<SerializedResponse | undefined> {
    if (!held || held.isHandled) return undefined;
    const tenant = required(caller, 'authenticate');
    return held.isStored && error instanceof Problem && isReplayable(error)
      ? this.#responses.store(tenant, held.idempotency, serializeProblem(error, requestId))
      : this.#responses.find(tenant, held.idempotency);
  }

  /** Lets go of the key when its request is over. */
  release({ idempotencyLock: held }: RequestContext): void {
    if (held) this.#running.delete(held.idempotency.id);
  }
}

/** What a key of the operation looks like, where it takes one. */
function patternOf(operation: Operation): [Operation, RegExp][] {
  const parameter = operation.parameters.find(({ name }) => name === HEADER);
  return parameter ? [[operation, new RegExp(parameter.schema.pattern ?? '', 'u')]] : [];
}

/** Whether the request says that nothing of it may stay: then its answer may not either. */
function isTrial({ parameters }: Operation, query: URLSearchParams): boolean {
  return parameters.some((parameter) => parameter['x-trial'] && query.get(parameter.name) === 'true');
}

interface Keyed {
  readonly idempotencyKey: string;
  readonly query: URLSearchParams;
  /** UNIX milliseconds. */
  readonly now: number;
}

function idempotencyKeyOf(
  context: RequestContext,
  request: IncomingMessage,
  { idempotencyKey, query, now }: Keyed,
): IdempotencyKey {
  const operation = required(context.operation, 'route');
  const params = operation.parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name }) => context.params?.[name]);
  const sorted = new URLSearchParams(query);
  sorted.sort();
  const conditions = CONDITIONS.map((name) => readHeader(request.headers, name) ?? null);
  return {
    id: digest(JSON.stringify([context.caller?.id, operation.id, ...params, idempotencyKey])),
    fingerprint: digest(
      `${canonicalize(context.requestBody?.value)}\n${sorted}\n${JSON.stringify(conditions)}`,
    ),
    now,
  };
}

function digest(text: string): string {
  return hash('sha256', text, 'base64');
}
