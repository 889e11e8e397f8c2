import type { Operation } from '../../../contract/operations.ts';

/** A call as the samples show it. */
export interface SampleCall {
  readonly operation: Operation;
  /** Path parameters by name, from the spec's examples. */
  readonly params: Readonly<Record<string, string>>;
  /** The smallest of the spec's examples. */
  readonly body: unknown;
}

/** What samples call until the page knows better. */
export const SAMPLE_ORIGIN = 'http://127.0.0.1:4000';

export function sampleCall(operation: Operation): SampleCall {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
  return {
    operation,
    params: Object.fromEntries(inPath.map(({ name, example }) => [name, String(example)])),
    body: smallestBody(operation),
  };
}

/** The address of a call, its parameters percent-encoded. */
export function urlOf({ operation, params }: SampleCall): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  return SAMPLE_ORIGIN + path;
}

/** Undefined where there is none. */
export function smallestBody({ body }: Operation): unknown {
  const size = (example: unknown) => JSON.stringify(example).length;
  return Object.values(body?.examples ?? {}).sort((one, other) => size(one) - size(other))[0];
}
