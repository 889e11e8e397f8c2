import { attempt } from '../client/attempt.ts';
import { readBaseUrl } from '../client/base-url.ts';
import { type Exchange, NoTargetResponse, type Sent } from './exchange.ts';

/** Sends a request to the target. */
export type Transport = (sent: Sent) => Promise<Exchange>;

/** The timeout of a request in milliseconds. It is long enough for a batch on a slow machine. */
const TIMEOUT_MS = 30_000;

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
    const response = await attempt(request, { fetch, timeoutMs: TIMEOUT_MS, body });
    if (response instanceof Error) throw new NoTargetResponse(response.message, sent);
    return {
      sent,
      status: response.status,
      headers: Object.fromEntries(response.headers),
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  };
}
