import type { BatchItem } from '../domain/batch.ts';
import { Problem, type ProblemData } from '../domain/problem.ts';
import type { WriteOrder } from '../http/writes/write-order.ts';
import type { SqliteCommit } from '../storage/sqlite/commit-group.ts';

/** What the thread is told; everything that is to be answered has a number. */
export type Told = Orders | NumberedCall | typeof END;

export const END = 'end';

/** The writes of one turn of the event loop as one text: JSON takes half as long as to copy them as objects. */
export interface Orders {
  readonly orders: string;
}

export interface NumberedOrder {
  readonly number: number;
  readonly order: WriteOrder;
}

/** The parts of a store whose writes are asked of it by name. */
export type CalledPart = 'answers' | 'keys' | 'merchants' | 'records';

export interface Call {
  readonly part: CalledPart;
  readonly method: string;
  readonly args: readonly unknown[];
}

export type NumberedCall = Call & { readonly number: number };

/** The thread's first message: before it, no write has begun. */
export const READY = 'ready';

/** What the thread tells: what was committed, and then what came of it. */
export interface Report {
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

export function packOrders(orders: readonly NumberedOrder[]): Orders {
  return { orders: JSON.stringify(orders) };
}

export function unpackOrders({ orders }: Orders): NumberedOrder[] {
  const numbered = JSON.parse(orders) as NumberedOrder[];
  return numbered.map(({ number, order }) => ({ number, order: withProblems(order) }));
}

/** The items of a batch that cannot be tried hold the reason, which came as its data. */
function withProblems(order: WriteOrder): WriteOrder {
  if (!isBatch(order)) return order;
  const items = order.command.items.map(
    (item): BatchItem => ('refusal' in item ? { ...item, refusal: Problem.of(item.refusal) } : item),
  );
  const command = { ...order.command, items };
  return { ...order, command } satisfies WriteOrder<'upsertBatch'>;
}

function isBatch(order: WriteOrder): order is WriteOrder<'upsertBatch'> {
  return order.kind === 'upsertBatch';
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
