import { Problem, type ProblemData } from '../domain/problem.ts';
import type { StoreWrites } from '../domain/store/store.ts';
import type { SerializedError } from '../platform/worker-messages.ts';

/** A message to the writer thread. */
export type ToWriter = WriteBatch | StoreCall;

/** Several write requests as one JSON text: JSON takes half as long as the structured clone of the objects. */
export interface WriteBatch {
  readonly requests: string;
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

/** The `details` of a serialised error. */
interface ErrorDetails {
  readonly name: string;
  readonly stack: string | undefined;
  /** Set if the error is a Problem. */
  readonly problem?: ProblemData;
  /** The cause of the Problem. */
  readonly cause?: SerializedError | undefined;
}

/** Converts an error of a write to data, in the writer thread. */
export function serializeError(error: unknown): SerializedError {
  const { name, message, stack, code, cause }: NodeJS.ErrnoException =
    error instanceof Error ? error : new Error();
  const details: ErrorDetails = {
    name,
    stack,
    ...(error instanceof Problem && {
      problem: error.toJSON(),
      cause: cause === undefined ? undefined : serializeError(cause),
    }),
  };
  return { message, code, details };
}

/** Creates the error from its data. */
export function deserializeError({ message, code, details }: SerializedError): Error {
  const { name, stack, problem: data, cause } = details as ErrorDetails;
  if (!data) return Object.assign(new Error(message), { name, stack, code });
  const problem = Problem.of(data);
  if (cause) problem.cause = deserializeError(cause);
  return problem;
}
