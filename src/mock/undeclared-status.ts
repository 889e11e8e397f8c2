import type { Contract } from '../contract/load.ts';
import type { Operation } from '../contract/operations.ts';

/** The errors that only a server under load, or a proxy before it, sends. */
const FROM_THE_NETWORK: Readonly<Record<number, string>> = {
  408: 'The request did not arrive in time. Send it again.',
  502: 'The server behind the proxy sent no valid response. Send the request again.',
  504: 'The server behind the proxy did not respond in time. Send the request again.',
};

/**
 * Returns the body of an error that an operation declares only as `default`. It fits the status: it is the example that
 * another operation declares for the status, or an error whose type follows from the status.
 */
export function undeclaredError({ operations }: Contract, operation: Operation, status: number): unknown {
  if (status === 405) return Object.values(operation.responses.default?.content?.examples ?? {})[0];
  for (const { responses } of operations) {
    const [example] = Object.values(responses[status]?.content?.examples ?? {});
    if (example !== undefined) return example;
  }
  const isServers = status >= 500;
  return {
    error: {
      type: isServers ? 'api_error' : 'invalid_request_error',
      code: isServers ? (status === 500 ? 'internal_error' : 'unavailable') : 'invalid_request',
      message:
        FROM_THE_NETWORK[status] ?? `This is the error with status ${status} that the request asked for.`,
      request_id: '',
    },
  };
}

/** Returns the value of `Allow`: the methods of the path. */
export function allowedMethods({ operations }: Contract, { path }: Operation): string {
  return operations
    .filter((operation) => operation.path === path)
    .map(({ method }) => method.toUpperCase())
    .sort()
    .join(', ');
}
