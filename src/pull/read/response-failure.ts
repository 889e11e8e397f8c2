import { SourceError } from './source-error.ts';

/**
 * The error of a response.
 *
 * @param message the sentence of the connector.
 * @param text what the source says about the error, without secrets and personal data.
 */
export function responseFailure(
  status: number,
  message: string | undefined,
  text: string | undefined,
): SourceError {
  const { failure, message: sentence } = describeFailure(status, message);
  return new SourceError(failure, text === undefined ? sentence : `${sentence} The source says: ${text}`);
}

function describeFailure(status: number, message: string | undefined): SourceError {
  if (message) return new SourceError('error_response', `${message} (status ${status})`);
  if (status === 401 || status === 403)
    return new SourceError(
      'refused',
      `The source refused the request (status ${status}). Check the API key and what it may read.`,
    );
  if (status === 429)
    return new SourceError(
      'bad_status',
      'The source still limits the rate (status 429) after several attempts. Try again later.',
    );
  return new SourceError(
    'bad_status',
    `The source responded with status ${status}. Check base_url, the path and the parameters of the endpoint.`,
  );
}

/** The message about a source without a response. */
export function unreachable(base: URL, error: unknown, timeoutMs: number): string {
  const { code } = ((error as Error).cause ?? {}) as { code?: string };
  const reason =
    (error as Error).name === 'TimeoutError'
      ? `no response within ${timeoutMs / 1000} s`
      : (code ?? 'no connection');
  return `The source ${base.origin} cannot be reached (${reason}). Check base_url and the network.`;
}
