import type { Operation } from '../../contract/operations.ts';
import type { SerializedResponse } from '../../domain/idempotency-key.ts';
import { mockPipeline } from '../pipelines.ts';
import { readHeader } from '../request/header.ts';
import { required } from '../request/request-context.ts';
import { type App, type AppOptions, createApp } from './app.ts';

export interface MockApiOptions extends Omit<AppOptions, 'way' | 'metrics' | 'ping'> {
  /** Makes an answer up for a checked request, as its `Prefer` header asks. */
  readonly answer: (
    operation: Operation,
    prefer: string | undefined,
    requestId: string,
  ) => Promise<SerializedResponse>;
}

/** The contract's operations over nothing but the spec. */
export function createMockApi({ answer, ...options }: MockApiOptions): App {
  return createApp({
    ...options,
    ping: async () => {},
    way: (validator) =>
      mockPipeline(
        options.contract,
        async (context, request) => {
          const operation = required(context.operation, 'route');
          const mocked = await answer(operation, readHeader(request.headers, 'prefer'), context.requestId);
          return { ...mocked, headers: withoutOurs(mocked.headers) };
        },
        validator,
      ),
  });
}

/** The pipeline names the request and the version by itself. */
function withoutOurs(headers: SerializedResponse['headers']): SerializedResponse['headers'] {
  const { 'X-Request-Id': _id, 'RevKeen-Version': _version, ...rest } = headers;
  return rest;
}
