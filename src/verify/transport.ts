import { attempt } from '../client/attempt.ts';
import { readBaseUrl } from '../client/base-url.ts';
import { type Exchange, NoAnswer, type Sent } from './exchange.ts';

/** Carries requests to a target. */
export type Transport = (sent: Sent) => Promise<Exchange>;

/** Long enough for a batch on a slow machine; a target that hangs is not waited for longer. */
const TIMEOUT_MS = 30_000;

/**
 * @param url where the API is, with or without `/v2`.
 * @returns what rejects with NoAnswer when nobody answers.
 * @throws TypeError when that is no address.
 */
export function createTransport(url: string): Transport {
  const base = readBaseUrl(url);
  return async (sent) => {
    const request = new Request(base + sent.url, {
      method: sent.method,
      headers: sent.headers,
      // A redirect would carry the key to wherever it leads.
      redirect: 'manual',
    });
    // As bytes, because `fetch` makes up a content type for a text.
    const body = sent.body === undefined ? null : new TextEncoder().encode(sent.body).buffer;
    const response = await attempt(request, { fetch, timeoutMs: TIMEOUT_MS, body });
    if (response instanceof Error) throw new NoAnswer(response.message, sent);
    return {
      sent,
      status: response.status,
      headers: Object.fromEntries(response.headers),
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  };
}
