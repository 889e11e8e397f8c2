import { ConnectionError, TimeoutError } from './connection-error.ts';

export interface AttemptOptions {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly timeoutMs: number;
  /** The request's body, which a Request gives out only once. */
  readonly body: ArrayBuffer | null;
}

/**
 * Sends a request once and reads the whole answer: one that stops half-way is no answer.
 *
 * @returns the error when there is no answer, because that is something to retry rather than to throw.
 * @throws the reason of the request's own signal, when that is aborted.
 */
export async function attempt(
  request: Request,
  { fetch, timeoutMs, body }: AttemptOptions,
): Promise<Response | ConnectionError> {
  const { origin } = new URL(request.url);
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), timeoutMs);
  const abort = () => ending.abort(request.signal.reason);
  request.signal.addEventListener('abort', abort, { once: true });
  try {
    request.signal.throwIfAborted();
    return await readWhole(await fetch(new Request(request, { body, signal: ending.signal })));
  } catch (error) {
    request.signal.throwIfAborted();
    // The origin alone: the rest of the address may hold personal data.
    return ending.signal.aborted
      ? new TimeoutError(`No answer from ${origin} within ${timeoutMs} ms.`)
      : new ConnectionError(`No answer from ${origin} (${reasonOf(error)}).`, { cause: error });
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', abort);
  }
}

async function readWhole(response: Response): Promise<Response> {
  if (response.body === null) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
}

/** `fetch` says only that it failed; what the system said stands in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = (error ?? {}) as {
    cause?: { code?: string; message?: string };
    message?: string;
  };
  return cause?.code ?? cause?.message ?? message ?? 'no reason given';
}
