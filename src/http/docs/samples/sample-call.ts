import type { Operation } from '../../../contract/operations.ts';

/** A call that the samples show. */
export interface SampleCall {
  readonly operation: Operation;
  /** Path parameters by name, from the spec's examples. */
  readonly params: Readonly<Record<string, string>>;
  /** The smallest of the spec's examples. */
  readonly body: unknown;
}

/** The server that the samples call. The script of the page replaces it by the server of the page. */
export const SAMPLE_ORIGIN = 'http://127.0.0.1:4000';

export function sampleCall(operation: Operation): SampleCall {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
  return {
    operation,
    params: Object.fromEntries(inPath.map(({ name, example }) => [name, String(example)])),
    body: smallestBody(operation),
  };
}

/** Returns the URL of a call, with percent-encoded parameters. */
export function urlOf({ operation, params }: SampleCall): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  return SAMPLE_ORIGIN + path;
}

/** Returns the smallest example of the request body; undefined if the operation has no body. */
export function smallestBody({ body }: Operation): unknown {
  const size = (example: unknown) => JSON.stringify(example).length;
  return Object.values(body?.examples ?? {}).sort((one, other) => size(one) - size(other))[0];
}
