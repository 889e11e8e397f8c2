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
  /** Whether the target may have received the request, and so may have executed it. */
  readonly isSent: boolean;

  constructor(isSent: boolean, cause?: unknown) {
    super('the target sent no valid response', { cause });
    this.name = 'NoResponse';
    this.isSent = isSent;
  }
}

/** Methods that change nothing, so that the proxy may send a request twice (RFC 9110 9.2.1). */
const SAFE_METHODS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The characters that a reason phrase may contain (RFC 9112 4). */
const REASON = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Sends a request to the target, and streams its body.
 *
 * The target may close a kept connection at the moment at which the proxy uses it again. The proxy then sends a safe
 * request without a body once more, on a new connection. It does not repeat other requests, because the target may have
 * executed them.
 *
 * @param response to the client; when it closes, the request to the target ends.
 * @throws NoResponse
 */
export async function sendToTarget(
  target: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<IncomingMessage> {
  const first = start(target, request);
  let onward = first;
  response.once('close', () => {
    // The next request of the client follows the rest of a body that nothing reads any more.
    request.unpipe().resume();
    onward.destroy();
  });
  try {
    return await responseTo(first);
  } catch (error) {
    const isRepeatable = SAFE_METHODS.has(request.method) && !hasBody(request);
    if (!first.reusedSocket || !isRepeatable || response.destroyed) throw error;
    onward = start(target, request, false);
    return responseTo(onward);
  }
}

/** @param agent false: a new connection; default: a connection that is kept for later requests. */
function start(target: URL, request: IncomingMessage, agent?: Agent | false): ClientRequest {
  const send = target.protocol === 'https:' ? startSecureRequest : startRequest;
  const { protocol, hostname, port } = urlToHttpOptions(target);
  const onward = send({
    protocol,
    hostname,
    port,
    // A URL object would fold the dots of the path, so the path is separate.
    path: `${target.pathname.replace(/\/$/, '')}${request.url}`,
    method: request.method,
    headers: requestHeaders(target.host, request),
    ...(agent !== undefined && { agent }),
  });
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
    // After an unexpected 101 the request closes without an error.
    onward.once('close', refuse);
    onward.once('response', (incoming) => {
      if (!isForwardable(incoming)) {
        refuse();
        onward.destroy();
        return;
      }
      // Node treats a reset as the end of a response without framing. A response with framing may still be complete, even
      // if the target refuses to read the rest of the request.
      if (!isFramed(incoming)) onward.on('error', (error) => incoming.destroy(error));
      resolve(incoming);
    });
  });
}

function isForwardable(incoming: IncomingMessage): boolean {
  const { statusCode = 0, statusMessage = '' } = incoming;
  return statusCode >= 200 && REASON.test(statusMessage) && hasKnownTransferCoding(incoming);
}
