import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
  request as startRequest,
} from 'node:http';
import { request as startSecureRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { hasBody, hasKnownTransferCoding, isFramed, requestHeaders } from './forwarded-headers.ts';

/** The target sent no response that can be forwarded. */
export class NoResponse extends Error {
  /** Whether the target may have received the request, and so carried it out. */
  readonly isSent: boolean;

  constructor(isSent: boolean, cause?: unknown) {
    super('the target sent no valid response', { cause });
    this.name = 'NoResponse';
    this.isSent = isSent;
  }
}

/** Methods that change nothing, so that a request may be sent twice (RFC 9110 9.2.1). */
const SAFE_METHODS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What a reason phrase may contain (RFC 9112 4). */
const REASON = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Sends a request to the target, its body while it comes.
 *
 * The target may close a kept connection at the moment that it is used again. A safe request without a body is then sent
 * once more, on a new connection; any other one may have been carried out, and is not.
 *
 * @param response to the client; when it closes, the request to the target ends.
 * @throws NoResponse
 */
export async function askTarget(
  target: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<IncomingMessage> {
  const first = start(target, request, response);
  try {
    return await responseTo(first);
  } catch (error) {
    const isRepeatable = SAFE_METHODS.has(request.method) && !hasBody(request);
    if (!first.reusedSocket || !isRepeatable || response.destroyed) throw error;
    return responseTo(start(target, request, response, false));
  }
}

/** @param agent false for a connection of its own; default: one that is kept for later requests. */
function start(
  target: URL,
  request: IncomingMessage,
  response: ServerResponse,
  agent?: Agent | false,
): ClientRequest {
  const send = target.protocol === 'https:' ? startSecureRequest : startRequest;
  const { protocol, hostname, port } = urlToHttpOptions(target);
  const onward = send({
    protocol,
    hostname,
    port,
    // The path is given apart from the URL, which would fold its dots.
    path: `${target.pathname.replace(/\/$/, '')}${request.url}`,
    method: request.method,
    headers: requestHeaders(target.host, request),
    ...(agent !== undefined && { agent }),
  });
  response.once('close', () => onward.destroy());
  request.pipe(onward);
  return onward;
}

function responseTo(onward: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let isSent = false;
    const refuse = (cause?: unknown) => reject(new NoResponse(isSent, cause));
    onward.once('socket', (socket) => {
      if (!socket.connecting) isSent = true;
      else {
        socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
          isSent = true;
        });
      }
    });
    onward.on('error', refuse);
    // A 101 that was not asked for ends without an error.
    onward.once('close', refuse);
    onward.once('response', (answer) => {
      if (!isForwardable(answer)) {
        refuse();
        onward.destroy();
        return;
      }
      // Node takes a reset for the end of a response that nothing else ends. Any other one may still come whole, although
      // the target refuses to read the rest of the request.
      if (!isFramed(answer)) onward.on('error', (error) => answer.destroy(error));
      resolve(answer);
    });
  });
}

function isForwardable(answer: IncomingMessage): boolean {
  const { statusCode = 0, statusMessage = '' } = answer;
  return statusCode >= 200 && REASON.test(statusMessage) && hasKnownTransferCoding(answer);
}
