import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Request } from 'express';
import type { Operation } from '../../contract/operations.ts';
import type { Claim } from '../../domain/claim.ts';
import { idempotencyConflict, idempotencyInProgress } from '../../domain/problem.ts';
import type { AnswerStore } from '../../domain/store.ts';
import { type Exchange, required, type Step } from '../exchange.ts';
import { readTarget } from '../target.ts';

const HEADER = 'Idempotency-Key';
const CONDITIONS = ['if-match', 'if-none-match'];

export interface RecallOptions {
  readonly answers: AnswerStore;
  /** UNIX milliseconds. */
  readonly clock: () => number;
}

/** Answers a repeated request with what was answered first; holds the key for a request that is the first. */
export function recall({ answers, clock }: RecallOptions): Step {
  return async (exchange, request) => {
    const operation = required(exchange.operation, 'route');
    const idempotencyKey = keyOf(operation, request);
    if (idempotencyKey === undefined) return;
    const caller = required(exchange.caller, 'authenticate');
    const claim = claimOf(exchange, request, idempotencyKey, clock());
    const known = await answers.recall(caller, claim);
    switch (known.kind) {
      case 'answered':
        exchange.replay = known.answer;
        return;
      case 'running':
        throw idempotencyInProgress();
      case 'taken':
        throw idempotencyConflict();
      case 'first':
        exchange.held = { claim, idempotencyKey, isSettled: false };
        return;
    }
  };
}

/** Undefined where the operation takes none, and where it is malformed: then the validator will say so. */
function keyOf(operation: Operation, request: Request): string | undefined {
  const parameter = operation.parameters.find(({ name }) => name === HEADER);
  const sent = request.header(HEADER);
  if (!parameter || sent === undefined) return undefined;
  return new RegExp(parameter.schema.pattern ?? '', 'u').test(sent) ? sent : undefined;
}

function claimOf(exchange: Exchange, request: Request, idempotencyKey: string, now: number): Claim {
  const operation = required(exchange.operation, 'route');
  const params = operation.parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name, schema }) => {
      const value = exchange.params?.[name] ?? '';
      return schema['x-folded'] ? value.toLowerCase() : value;
    });
  const query = new URLSearchParams(readTarget(request.url).query);
  query.sort();
  const conditions = CONDITIONS.map((name) => request.header(name) ?? null);
  return {
    id: hash(JSON.stringify([exchange.caller?.id, operation.id, ...params, idempotencyKey])),
    fingerprint: hash(`${canonicalize(request.body)}\n${query}\n${JSON.stringify(conditions)}`),
    now,
  };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
