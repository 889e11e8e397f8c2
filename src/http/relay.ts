import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, request as startRequest } from 'node:http';
import { request as startSecureRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { urlToHttpOptions } from 'node:url';
import { withoutHopByHop } from './hop-by-hop.ts';
import { Recording } from './recording.ts';

/** One exchange that went through. */
export interface Relayed {
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
export class Interrupted extends Error {
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
 * @throws Interrupted when there was no answer, or only a part of one.
 */
export async function relay(
  target: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Relayed> {
  const { method = 'GET', url = '/' } = request;
  const requestBody = new Recording(request);
  const onward = ask(target, request);
  // Whoever goes takes the other side along.
  response.once('close', () => onward.destroy());
  // Before there is an answer this is thrown below; after that, a server may refuse to read the rest.
  onward.on('error', () => {});
  request.pipe(onward);
  const whoHasGone = () => new Interrupted(response.destroyed ? 'client' : 'server');
  const [answer] = (await once(onward, 'response').catch(() => {
    throw whoHasGone();
  })) as [IncomingMessage];
  const { statusCode: status = 0, statusMessage } = answer;
  const responseBody = new Recording(answer);
  response.sendDate = false;
  response.writeHead(status, statusMessage, withoutHopByHop(answer.rawHeaders));
  let reason: Interrupted | undefined;
  // Asked before the pipeline ends the other side as well.
  answer.once('error', () => {
    reason = whoHasGone();
  });
  await pipeline(answer, response).catch(() => {
    throw reason ?? new Interrupted('client');
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

function ask(target: URL, request: IncomingMessage) {
  const start = target.protocol === 'https:' ? startSecureRequest : startRequest;
  const { protocol, hostname, port } = urlToHttpOptions(target);
  // The path is given apart from the URL, which would fold its dots.
  const path = `${target.pathname.replace(/\/$/, '')}${request.url}`;
  return start({
    protocol,
    hostname,
    port,
    path,
    method: request.method,
    headers: onwardHeaders(target, request),
  });
}

function onwardHeaders({ host }: URL, { rawHeaders, headers, method = '' }: IncomingMessage): string[] {
  const onward = withoutHopByHop(rawHeaders).map((text, index, all) =>
    index % 2 === 1 && all[index - 1]?.toLowerCase() === 'host' ? host : text,
  );
  // A body keeps its own framing, or Node would make one up.
  if (headers['transfer-encoding']) return [...onward, 'Transfer-Encoding', 'chunked'];
  const isBare = headers['content-length'] === undefined && ['POST', 'PUT', 'PATCH'].includes(method);
  return isBare ? [...onward, 'Content-Length', '0'] : onward;
}
