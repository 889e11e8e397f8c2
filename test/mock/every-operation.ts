import { loadContract } from '../../src/contract/load.ts';
import type { Operation } from '../../src/contract/operations.ts';

export const CONTRACT = loadContract();

const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';

export interface GoodRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request that the API accepts: the first example of the body, and valid path parameters. */
export function goodRequest({ method, path, body }: Operation): GoodRequest {
  const filled = path
    .replace('{source}', 'practicehub')
    .replace('{externalId}', 'PAT-12345')
    .replace('{resourceType}', 'customers')
    .replace(/\{\w+\}/, ID);
  const [example] = Object.values(body?.examples ?? {});
  return {
    method: method.toUpperCase(),
    path: filled,
    headers: { 'x-api-key': 'any', ...(body && { 'content-type': body.mediaType }) },
    ...(example !== undefined && { body: JSON.stringify(example) }),
  };
}

export interface Declared {
  readonly operation: Operation;
  /** The status to request; for `default`, a status that is not declared. */
  readonly status: number;
  /** Undefined for a status without examples. */
  readonly example: string | undefined;
  readonly value: unknown;
}

/** Lists each example of each status of each operation, and the statuses without examples. */
export const DECLARED: readonly Declared[] = CONTRACT.operations.flatMap((operation) =>
  Object.entries(operation.responses).flatMap(([name, { content }]) => {
    const status = name === 'default' ? 405 : Number(name);
    const examples: [string | undefined, unknown][] = Object.entries(content?.examples ?? {});
    return (examples.length > 0 ? examples : [[undefined, undefined] as const]).map(([example, value]) => ({
      operation,
      status,
      example,
      value,
    }));
  }),
);

/** Returns an example of a body. @throws Error if the spec has no example of that name. */
export function exampleOf(id: string, status: string, name: string): unknown {
  const operation = CONTRACT.operations.find((one) => one.id === id);
  const value = operation?.responses[status]?.content?.examples[name];
  if (value === undefined) throw new Error(`${id} ${status} has no example ${name}.`);
  return value;
}
