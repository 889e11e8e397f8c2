import { type IncomingMessage, request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';

/**
 * `fetch` for bodies that are held as a whole. The global one hands them on through web streams, which takes most of the
 * processor time that it takes to send a batch.
 *
 * @throws TypeError as the global one does, with what the system said as its cause.
 */
export async function bufferedFetch(request: Request): Promise<Response> {
  const body = Buffer.from(await request.arrayBuffer());
  try {
    const answer = await send(request, body);
    const bytes = await buffer(answer);
    const { statusCode: status = 0, statusMessage: statusText = '' } = answer;
    // Some statuses must not have a body, not even an empty one.
    return new Response(bytes.length > 0 ? bytes : null, { status, statusText, headers: headersOf(answer) });
  } catch (error) {
    throw new TypeError('fetch failed', { cause: error });
  }
}

function send({ url, method, headers, signal }: Request, body: Buffer): Promise<IncomingMessage> {
  const request = url.startsWith('https:') ? requestByHttps : requestByHttp;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method,
      headers: { ...Object.fromEntries(headers), 'accept-encoding': 'identity' },
      signal,
    });
    sent.on('response', resolve);
    sent.on('error', reject);
    if (body.length > 0) sent.end(body);
    else sent.end();
  });
}

function headersOf({ headers }: IncomingMessage): Headers {
  return new Headers(Object.entries(headers).map(([name, value]): [string, string] => [name, `${value}`]));
}
