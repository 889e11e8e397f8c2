import { attempt } from '../client/attempt.ts';
import { readBaseUrl } from '../client/base-url.ts';
import { type Exchange, NoTargetResponse, type Sent } from './exchange.ts';

/** Sends a request to the target. */
export type Transport = (sent: Sent) => Promise<Exchange>;

/** The timeout of a request in milliseconds. It is long enough for a batch on a slow machine. */
const TIMEOUT_MS = 30_000;

/** The largest body that is read, in bytes. The longest response of the API is smaller. */
const BODY_LIMIT = 16 * 1024 * 1024;

/**
 * Creates a transport, which throws NoTargetResponse if the target sends no response.
 *
 * @param url of the API, with or without `/v2`.
 * @throws TypeError if the URL is not valid.
 */
export function createTransport(url: string): Transport {
  const base = readBaseUrl(url);
  return async (sent) => {
    const request = new Request(base + sent.url, {
      method: sent.method,
      headers: sent.headers,
      // Following a redirect would send the key to another server.
      redirect: 'manual',
    });
    // The body is sent as bytes, because `fetch` adds a content type to a text.
    const body = sent.body === undefined ? null : new TextEncoder().encode(sent.body).buffer;
    const response = await attempt(request, { fetch: fetchLimited, timeoutMs: TIMEOUT_MS, body });
    if (response instanceof Error) throw new NoTargetResponse(response.message, sent);
    return {
      sent,
      status: response.status,
      headers: Object.fromEntries(response.headers),
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  };
}

/** Sends a request, and ends a response whose body is too large to read. */
async function fetchLimited(request: Request): Promise<Response> {
  const response = await fetch(request);
  if (!response.body) return response;
  let length = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      length += chunk.length;
      if (length > BODY_LIMIT) controller.error(new Error(`its body is larger than ${BODY_LIMIT} bytes`));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(limit), { status, statusText, headers });
}
