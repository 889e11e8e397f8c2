import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { askTarget, NoResponse } from './ask-target.ts';
import { BodyCapture } from './body-capture.ts';
import { responseHeaders } from './forwarded-headers.ts';

/** One exchange that went through. */
export interface ForwardedExchange {
  readonly method: string;
  /** Path and query, as the client sent them. */
  readonly url: string;
  readonly requestHeaders: IncomingMessage['headers'];
  /** As it went over the wire; undefined when it was too large to keep. */
  readonly requestBody: Buffer | undefined;
  readonly status: number;
  readonly responseHeaders: IncomingMessage['headers'];
  readonly responseBody: Buffer | undefined;
}

/** The exchange did not come to its end, because one of the two has gone. */
export class ConnectionLost extends Error {
  readonly by: 'client' | 'server';

  constructor(by: 'client' | 'server') {
    super(`the ${by} has gone`);
    this.name = 'Interrupted';
    this.by = by;
  }
}

/**
 * Sends a request on to another server, and its answer back, as they come and unchanged, but for `Host` and what is about
 * one connection only.
 *
 * @param target `https://staging.example.com`; a path goes before that of each request.
 * @returns what went through, once all of the answer has been sent.
 * @throws NoResponse when there was no answer; Interrupted when there was only a part of one, or the client has gone.
 */
export async function forwardRequest(
  target: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<ForwardedExchange> {
  const { method = 'GET', url = '/' } = request;
  const requestBody = new BodyCapture(request);
  // The next request of the client follows the rest of a body that nothing reads any more.
  response.once('close', () => request.unpipe().resume());
  const answer = await askTarget(target, request, response).catch((error: unknown) => {
    throw response.destroyed && error instanceof NoResponse ? new ConnectionLost('client') : error;
  });
  const { statusCode: status = 0, statusMessage } = answer;
  const responseBody = new BodyCapture(answer);
  response.sendDate = false;
  response.writeHead(status, statusMessage, responseHeaders(answer));
  let reason: ConnectionLost | undefined;
  // Asked before the pipeline ends the other side as well.
  answer.once('error', () => {
    reason = new ConnectionLost(response.destroyed ? 'client' : 'server');
    // To a client of HTTP/1.0 a closed connection may be the end of a whole response, which a reset one never is.
    if (request.httpVersion === '1.0') response.socket?.resetAndDestroy();
  });
  await pipeline(answer, response).catch(() => {
    throw reason ?? new ConnectionLost('client');
  });
  return {
    method,
    url,
    requestHeaders: request.headers,
    requestBody: requestBody.bytes(),
    status,
    responseHeaders: answer.headers,
    responseBody: responseBody.bytes(),
  };
}
