import type { BatchItem } from '../domain/batch.ts';
import { Problem, type ProblemData } from '../domain/problem.ts';
import type { SqliteCommit } from '../storage/sqlite/commit-group.ts';
import type { WriteRequest } from '../writes/write-request.ts';

/** What the thread is told; everything that is to be answered has a number. */
export type ToWriter = WriteBatch | NumberedStoreCall | typeof END;

export const END = 'end';

/** The writes of one turn of the event loop as one text: JSON takes half as long as to copy them as objects. */
export interface WriteBatch {
  readonly requests: string;
}

export interface NumberedRequest {
  readonly number: number;
  readonly request: WriteRequest;
}

/** The parts of a store whose writes are asked of it by name. */
export type CalledPart = 'responses' | 'keys' | 'merchants' | 'records';

export interface StoreCall {
  readonly part: CalledPart;
  readonly method: string;
  readonly args: readonly unknown[];
}

export type NumberedStoreCall = StoreCall & { readonly number: number };

/** The thread's first message: before it, no write has begun. */
export const READY = 'ready';

/** What the thread tells: what was committed, and then what came of it. */
export interface FromWriter {
  readonly commits: readonly SqliteCommit[];
  readonly results: readonly Result[];
}

export type Result = { readonly number: number } & (
  | { readonly value: unknown }
  | { readonly refusal: ProblemData; readonly cause: Fault | undefined }
  | { readonly fault: Fault }
);

/** An error as much as a log tells of it. */
interface Fault {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly stack: string | undefined;
}

export function packWriteBatch(requests: readonly NumberedRequest[]): WriteBatch {
  return { requests: JSON.stringify(requests) };
}

export function unpackWriteBatch({ requests }: WriteBatch): NumberedRequest[] {
  const numbered = JSON.parse(requests) as NumberedRequest[];
  return numbered.map(({ number, request }) => ({ number, request: withProblems(request) }));
}

/** The items of a batch that cannot be tried hold the reason, which came as its data. */
function withProblems(request: WriteRequest): WriteRequest {
  if (!isBatch(request)) return request;
  const items = request.command.items.map(
    (item): BatchItem => ('refusal' in item ? { ...item, refusal: Problem.of(item.refusal) } : item),
  );
  const command = { ...request.command, items };
  return { ...request, command } satisfies WriteRequest<'upsertBatch'>;
}

function isBatch(request: WriteRequest): request is WriteRequest<'upsertBatch'> {
  return request.type === 'upsertBatch';
}

export function packError(number: number, error: unknown): Result {
  if (!(error instanceof Problem)) return { number, fault: packFault(error) };
  const cause = error.cause === undefined ? undefined : packFault(error.cause);
  return { number, refusal: error.toJSON(), cause };
}

/** @throws what the thread's side threw. */
export function unpackResult(result: Result): unknown {
  if ('value' in result) return result.value;
  if ('fault' in result) throw unpackFault(result.fault);
  const problem = Problem.of(result.refusal);
  if (result.cause) problem.cause = unpackFault(result.cause);
  throw problem;
}

function packFault(error: unknown): Fault {
  const { name, message, stack, code }: NodeJS.ErrnoException = error instanceof Error ? error : new Error();
  return { name, code, message, stack };
}

function unpackFault({ message, ...fault }: Fault): Error {
  return Object.assign(new Error(message), fault);
}
