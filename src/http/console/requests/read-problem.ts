import type { Operation } from '../../../contract/operations.ts';
import type { RequestContext } from '../../request/request-context.ts';

interface ErrorBody {
  readonly error?: {
    readonly code: string;
    readonly details?: { readonly reason?: unknown; readonly fields?: Readonly<Record<string, unknown>> };
  };
}

/**
 * Reads the code and the reason of an error response, and the names of the invalid fields that the contract has, such as
 * `invalid_request: validation_error (email)`. All of them are words of the contract, never personal data.
 */
export function readProblem({ response, operation }: RequestContext): string | undefined {
  if (!response || response.body === '') return undefined;
  const { error } = JSON.parse(response.body.toString()) as ErrorBody;
  if (!error) return undefined;
  const { reason, fields = {} } = error.details ?? {};
  const names = operation ? Object.keys(fields).filter((name) => isDeclared(name, operation)) : [];
  return [
    typeof reason === 'string' ? `${error.code}: ${reason}` : error.code,
    ...(names.length > 0 ? [`(${names.join(', ')})`] : []),
  ].join(' ');
}

/** Whether the contract has a parameter or a field of the body with this name. A client may send any other name. */
function isDeclared(name: string, { parameters, body }: Operation): boolean {
  return (
    parameters.some((parameter) => parameter.name === name) ||
    Object.hasOwn(body?.schema.properties ?? {}, name)
  );
}
