import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import canonicalize from 'canonicalize';
import type { Operation } from '../../contract/operations.ts';
import { type Claim, isKept } from '../../domain/claim.ts';
import { idempotencyConflict, idempotencyInProgress, Problem } from '../../domain/problem.ts';
import type { AnswerStore } from '../../domain/store.ts';
import { type Exchange, required, type Step } from '../exchange.ts';
import { readHeader } from '../header.ts';
import { renderProblem } from '../render.ts';
import { readTarget } from '../target.ts';

const HEADER = 'Idempotency-Key';
const CONDITIONS = ['if-match', 'if-none-match'];

export interface IdempotencyOptions {
  readonly answers: AnswerStore;
  /** UNIX milliseconds. */
  readonly clock: () => number;
}

/** What Idempotency-Key does to a request before, during and after its handler. */
export class Idempotency {
  readonly #answers: AnswerStore;
  readonly #clock: () => number;

  constructor({ answers, clock }: IdempotencyOptions) {
    this.#answers = answers;
    this.#clock = clock;
  }

  /** Answers a repeated request with what was answered first; holds the key for a request that is the first. */
  recall(): Step {
    return async (exchange, request) => {
      const operation = required(exchange.operation, 'route');
      const idempotencyKey = keyOf(operation, request);
      if (idempotencyKey === undefined) return;
      const query = new URLSearchParams(readTarget(request.url ?? '').query);
      const claim = claimOf(exchange, request, { idempotencyKey, query, now: this.#clock() });
      const known = await this.#answers.recall(required(exchange.caller, 'authenticate'), claim);
      if (known.kind === 'running') throw idempotencyInProgress();
      if (known.kind === 'taken') throw idempotencyConflict();
      if (known.kind === 'answered') exchange.replay = known.answer;
      else exchange.held = { claim, idempotencyKey, isSettled: isTrial(operation, query) };
    };
  }

  /**
   * Keeps a lasting refusal, unless the write that refused has done so.
   *
   * @returns the error to answer with: what goes wrong while keeping comes first, since the key would promise too much.
   */
  async keepRefusal(exchange: Exchange, error: unknown): Promise<unknown> {
    const { held, requestId } = exchange;
    if (!held || held.isSettled || !(error instanceof Problem) || !isKept(error)) return error;
    try {
      const caller = required(exchange.caller, 'authenticate');
      await this.#answers.keep(caller, held.claim, renderProblem(error, requestId));
      return error;
    } catch (failure) {
      return failure;
    }
  }

  /** Lets go of the key when its request is over. */
  release({ held }: Exchange): void {
    if (held) this.#answers.release(held.claim);
  }
}

/** Undefined where the operation takes none, and where it is malformed: then the validator will say so. */
function keyOf(operation: Operation, request: IncomingMessage): string | undefined {
  const sent = readHeader(request.headers, HEADER.toLowerCase());
  if (sent === undefined) return undefined;
  const parameter = operation.parameters.find(({ name }) => name === HEADER);
  if (!parameter) return undefined;
  return new RegExp(parameter.schema.pattern ?? '', 'u').test(sent) ? sent : undefined;
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

function claimOf(exchange: Exchange, request: IncomingMessage, { idempotencyKey, query, now }: Keyed): Claim {
  const operation = required(exchange.operation, 'route');
  const params = operation.parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name, schema }) => {
      const value = exchange.params?.[name];
      return schema['x-folded'] ? value?.toLowerCase() : value;
    });
  const sorted = new URLSearchParams(query);
  sorted.sort();
  const conditions = CONDITIONS.map((name) => readHeader(request.headers, name) ?? null);
  return {
    id: digest(JSON.stringify([exchange.caller?.id, operation.id, ...params, idempotencyKey])),
    fingerprint: digest(`${canonicalize(exchange.sent?.value)}\n${sorted}\n${JSON.stringify(conditions)}`),
    now,
  };
}

function digest(text: string): string {
  return hash('sha256', text, 'base64');
}
