import type { Operation } from '../../contract/operations.ts';
import type { SerializedResponse } from '../../domain/idempotency-key.ts';
import { mockPipeline } from '../pipelines.ts';
import { readHeader } from '../request/request-head.ts';
import { required } from '../run-pipeline.ts';
import { type App, type AppOptions, createApp } from './app.ts';

export interface MockApiOptions extends Omit<AppOptions, 'pipeline' | 'metrics' | 'ping'> {
  /** Generates a response to a validated request, as its `Prefer` header asks. */
  readonly respond: (
    operation: Operation,
    prefer: string | undefined,
    requestId: string,
  ) => Promise<SerializedResponse>;
}

/** Creates an API whose responses come from the spec alone. */
export function createMockApi({ respond, ...options }: MockApiOptions): App {
  return createApp({
    ...options,
    ping: async () => {},
    pipeline: (validator) =>
      mockPipeline(
        options.contract,
        async ({ operation, request, requestId }) => {
          const prefer = readHeader(request.headers, 'prefer');
          const mocked = await respond(required(operation, 'route'), prefer, requestId);
          return { ...mocked, headers: withoutOwn(mocked.headers) };
        },
        validator,
      ),
  });
}

/** Removes the headers that the pipeline sets itself. */
function withoutOwn(headers: SerializedResponse['headers']): SerializedResponse['headers'] {
  const { 'X-Request-Id': _id, 'RevKeen-Version': _version, ...rest } = headers;
  return rest;
}
