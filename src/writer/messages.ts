import type { BatchItem } from '../domain/batch.ts';
import { Problem, type ProblemData } from '../domain/problem.ts';
import type { StoreWrites } from '../domain/store.ts';
import type { SqliteCommit } from '../storage/sqlite/commit-group.ts';
import type { WriteRequest } from '../writes/write-request.ts';

/** A message to the writer thread. The thread responds to everything that has a number. */
export type ToWriter = WriteBatch | (StoreCall & { readonly number: number }) | typeof END;

export const END = 'end';

/** Several write requests as one JSON text: JSON takes half as long as the structured clone of the objects. */
export interface WriteBatch {
  readonly requests: string;
}

export interface NumberedRequest {
  readonly number: number;
  readonly request: WriteRequest;
}

/** A call of one method of `StoreWrites`. */
export type StoreCall = { [P in keyof StoreWrites]: CallOf<P> }[keyof StoreWrites];

type CallOf<P extends keyof StoreWrites> = {
  [M in keyof StoreWrites[P]]: {
    readonly part: P;
    readonly method: M;
    readonly args: StoreWrites[P][M] extends (...args: infer Args) => unknown ? Args : never;
  };
}[keyof StoreWrites[P]];

/** The thread's first message: before it, the thread has not begun any write. */
export const READY = 'ready';

/** A message from the writer thread: commits, and then the results of the writes in them. */
export interface FromWriter {
  readonly commits: readonly SqliteCommit[];
  readonly results: readonly Result[];
}

export type Result = { readonly number: number } & (
  | { readonly value: unknown }
  | { readonly problem: ProblemData; readonly cause: SerializedError | undefined }
  | { readonly error: SerializedError }
);

/** The parts of an error that a log contains. */
interface SerializedError {
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

/** Restores the Problem of each invalid item of a batch, which crossed the threads as data. */
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
  if (!(error instanceof Problem)) return { number, error: serializeError(error) };
  const cause = error.cause === undefined ? undefined : serializeError(error.cause);
  return { number, problem: error.toJSON(), cause };
}

/** @throws the error that the write threw in the writer thread. */
export function unpackResult(result: Result): unknown {
  if ('value' in result) return result.value;
  if ('error' in result) throw deserializeError(result.error);
  const problem = Problem.of(result.problem);
  if (result.cause) problem.cause = deserializeError(result.cause);
  throw problem;
}

function serializeError(error: unknown): SerializedError {
  const { name, message, stack, code }: NodeJS.ErrnoException = error instanceof Error ? error : new Error();
  return { name, code, message, stack };
}

function deserializeError({ message, ...rest }: SerializedError): Error {
  return Object.assign(new Error(message), rest);
}
