import { ConnectionError, TimeoutError } from './connection-error.ts';

export interface AttemptOptions {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly timeoutMs: number;
  /** The body of the request. A Request can be read only once, so each attempt receives the body here. */
  readonly body: ArrayBuffer | null;
}

/**
 * Sends a request once and reads the complete response. An incomplete response counts as a lost connection.
 *
 * @returns the response, or the ConnectionError, which the caller may retry.
 * @throws the reason of the request's own signal if that is aborted.
 */
export async function attempt(
  request: Request,
  { fetch, timeoutMs, body }: AttemptOptions,
): Promise<Response | ConnectionError> {
  const { origin } = new URL(request.url);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  const abort = () => controller.abort(request.signal.reason);
  request.signal.addEventListener('abort', abort, { once: true });
  try {
    request.signal.throwIfAborted();
    return await readCompletely(await fetch(new Request(request, { body, signal: controller.signal })));
  } catch (error) {
    request.signal.throwIfAborted();
    // The messages contain only the origin, because the rest of the URL may contain personal data.
    return controller.signal.aborted
      ? new TimeoutError(`No response from ${origin} within ${timeoutMs} ms.`)
      : new ConnectionError(`No response from ${origin} (${reasonOf(error)}).`, { cause: error });
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', abort);
  }
}

async function readCompletely(response: Response): Promise<Response> {
  if (response.body === null) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
}

/** The message of a `fetch` error says only that it failed; its cause contains the error of the system. */
function reasonOf(error: unknown): string {
  const { cause, message } = (error ?? {}) as {
    cause?: { code?: string; message?: string };
    message?: string;
  };
  return cause?.code ?? cause?.message ?? message ?? 'no reason given';
}
