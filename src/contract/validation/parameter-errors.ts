import type { FieldErrors } from '../../domain/problem.ts';
import type { Operation } from '../operations.ts';
import type { PathParams } from '../router.ts';

/** Returns the errors of path parameters that are empty or not percent-encoded UTF-8. */
export function unreadableParams(params: PathParams): FieldErrors {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      if (value === '') return [[name, ['must not be empty']]];
      return value === null ? [[name, ['has a % without two hexadecimal digits of UTF-8 after it']]] : [];
    }),
  );
}

/** Lists the headers that only other operations declare. */
export function headersElsewhere(operation: Operation, operations: readonly Operation[]): string[] {
  const names = operations
    .flatMap(({ parameters }) => parameters)
    .filter((parameter) => parameter.in === 'header' && !parameter['x-ignored-elsewhere'])
    .map(({ name }) => name);
  const own = new Set(operation.parameters.map(({ name }) => name));
  return [...new Set(names)].filter((name) => !own.has(name));
}

/**
 * Returns the errors of headers that this operation does not support. They are not ignored, because a client that sends
 * a condition relies on it.
 *
 * @param headers with names in lower case.
 */
export function misplacedHeaders(
  elsewhere: readonly string[],
  headers: Readonly<Record<string, unknown>>,
): FieldErrors {
  const misplaced = elsewhere.filter((name) => headers[name.toLowerCase()] !== undefined);
  return Object.fromEntries(
    misplaced.map((name) => [name, ['is not possible on this operation; leave it out']]),
  );
}
