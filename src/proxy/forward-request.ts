import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { BodyCapture } from './body-capture.ts';
import { responseHeaders } from './forwarded-headers.ts';
import { NoResponse, sendToTarget } from './send-to-target.ts';

/** An exchange that the proxy forwarded completely. */
export interface ForwardedExchange {
  readonly method: string;
  /** Path and query, as the client sent them. */
  readonly url: string;
  readonly requestHeaders: IncomingMessage['headers'];
  /** As it went over the wire; undefined if it was too large to capture. */
  readonly requestBody: Buffer | undefined;
  readonly status: number;
  readonly responseHeaders: IncomingMessage['headers'];
  readonly responseBody: Buffer | undefined;
}

/** The client or the server closed its connection before the exchange was complete. */
export class ConnectionLost extends Error {
  readonly by: 'client' | 'server';

  constructor(by: 'client' | 'server') {
    super(`the ${by} closed the connection`);
    this.name = 'ConnectionLost';
    this.by = by;
  }
}

/**
 * Forwards a request to the target, and its response to the client. It streams both, and changes only `Host` and the
 * headers of the connection.
 *
 * @param target `https://staging.example.com`; its path is put before the path of each request.
 * @returns the exchange, after the whole response has been sent.
 * @throws NoResponse if the target sent no response; ConnectionLost if it sent only a part, or the client disconnected.
 */
export async function forwardRequest(
  target: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<ForwardedExchange> {
  const { method = 'GET', url = '/' } = request;
  const requestBody = new BodyCapture(request);
  const incoming = await sendToTarget(target, request, response).catch((error: unknown) => {
    throw response.destroyed && error instanceof NoResponse ? new ConnectionLost('client') : error;
  });
  const { statusCode: status = 0, statusMessage } = incoming;
  const responseBody = new BodyCapture(incoming);
  response.sendDate = false;
  response.writeHead(status, statusMessage, responseHeaders(incoming));
  let reason: ConnectionLost | undefined;
  // This runs before `pipeline` closes the other side, when `destroyed` still shows which side failed.
  incoming.once('error', () => {
    reason = new ConnectionLost(response.destroyed ? 'client' : 'server');
    // To a client of HTTP/1.0 a closed connection can mean a complete response; a reset connection cannot.
    if (request.httpVersion === '1.0') response.socket?.resetAndDestroy();
  });
  await pipeline(incoming, response).catch(() => {
    throw reason ?? new ConnectionLost('client');
  });
  return {
    method,
    url,
    requestHeaders: request.headers,
    requestBody: requestBody.bytes(),
    status,
    responseHeaders: incoming.headers,
    responseBody: responseBody.bytes(),
  };
}
