import type { Operation } from '../../../contract/operations.ts';
import type { SampleCall } from '../../pages/assets/fill-sample.js';

/** The server that the samples call. The script of the page replaces it by the server of the page. */
export const SAMPLE_ORIGIN = 'http://127.0.0.1:4000';

/** Returns the call that the samples of an operation show before the reader fills in the form. */
export function sampleCall(operation: Operation): SampleCall {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
  return {
    origin: SAMPLE_ORIGIN,
    path: operation.path,
    values: Object.fromEntries(inPath.map(({ name, example }) => [`path:${name}`, String(example)])),
    body: sampleBody(operation),
  };
}

/** Returns the first example of the request body as JSON; undefined if the operation has no body. */
export function sampleBody({ body }: Operation): string | undefined {
  const [example] = Object.values(body?.examples ?? {});
  return example === undefined ? undefined : JSON.stringify(example, null, 2);
}
