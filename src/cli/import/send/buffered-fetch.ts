import { type IncomingMessage, request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';

/**
 * A `fetch` that buffers each body as a whole. The global `fetch` passes bodies through web streams, which take most of
 * the processor time of sending a batch.
 *
 * @throws TypeError as the global `fetch` does, with the error of the system as its cause.
 */
export async function bufferedFetch(request: Request): Promise<Response> {
  const body = Buffer.from(await request.arrayBuffer());
  try {
    const response = await send(request, body);
    const bytes = await buffer(response);
    const { statusCode: status = 0, statusMessage: statusText = '' } = response;
    // The Response of some statuses must have no body, not even an empty one.
    return new Response(bytes.length > 0 ? bytes : null, {
      status,
      statusText,
      headers: headersOf(response),
    });
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
