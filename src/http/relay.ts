import { type IncomingMessage, type ServerResponse, request as startRequest } from 'node:http';
import { request as startSecureRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';

/** One exchange that went through, with both bodies read. */
export interface Relayed {
  readonly method: string;
  /** Path and query, as the client sent them. */
  readonly url: string;
  readonly requestHeaders: IncomingMessage['headers'];
  readonly requestBody: string;
  readonly status: number;
  readonly responseHeaders: IncomingMessage['headers'];
  readonly responseBody: string;
}

/** Headers that are about one connection, not about the message (RFC 9110 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade'];

/**
 * Sends a request on to another server, and its answer back, both unchanged.
 *
 * @param origin `https://staging.example.com`, without a path.
 * @returns what went through, once the answer has been sent.
 * @throws Error as Node gives it when the other server cannot be reached; nothing was answered then.
 */
export async function relay(
  origin: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Relayed> {
  const requestBody = await buffer(request);
  const answer = await ask(origin, request, requestBody);
  const responseBody = await buffer(answer);
  const status = answer.statusCode ?? 0;
  response.writeHead(status, answer.statusMessage, withoutHopByHop(answer.headersDistinct) as never);
  response.end(responseBody);
  return {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    requestHeaders: request.headers,
    requestBody: requestBody.toString(),
    status,
    responseHeaders: answer.headers,
    responseBody: responseBody.toString(),
  };
}

function ask(origin: URL, request: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const start = origin.protocol === 'https:' ? startSecureRequest : startRequest;
  const headers = { ...withoutHopByHop(request.headersDistinct), host: origin.host };
  return new Promise((resolve, reject) => {
    // As options and not as a URL, which would fold dots and decode in the path.
    const options = { method: request.method, path: request.url, headers };
    start({ protocol: origin.protocol, hostname: origin.hostname, port: origin.port, ...options }, resolve)
      .once('error', reject)
      .end(body);
  });
}

function withoutHopByHop(headers: NodeJS.Dict<string[]>): NodeJS.Dict<string[]> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}
