import { type IncomingMessage, type RequestListener, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Coverage } from '../contract/validation/coverage.ts';
import type { ExchangeValidation, ExchangeValidator } from '../contract/validation/exchange-validator.ts';
import { Problem, unreadable } from '../domain/problem.ts';
import { decodeBody } from '../http/request/content-coding.ts';
import { requestIdOf } from '../http/request/request-id.ts';
import { problemResponse } from '../writes/problem-response.ts';
import { NoResponse } from './ask-target.ts';
import { ConnectionLost, type ForwardedExchange, forwardRequest } from './forward-request.ts';
import { hasKnownTransferCoding } from './forwarded-headers.ts';

export interface ValidatingProxyOptions {
  /** The server behind; a path goes before that of each request. */
  readonly target: URL;
  readonly validator: ExchangeValidator;
  readonly coverage: Coverage;
  /** Hears of each exchange, its method and the route it took. */
  readonly onResult: (verdict: ExchangeValidation, relayed: ForwardedExchange) => void;
  /** Hears of what could not be judged: an exchange without an answer, or one that is too large. */
  readonly onUnjudged: (request: { readonly method?: string | undefined }, reason: string) => void;
}

/**
 * Stands between a client and a server and judges what goes through. Nothing is stopped or changed, so that a server's
 * refusals of bad requests are judged as well.
 */
export function validatingProxy({ target, ...options }: ValidatingProxyOptions): RequestListener {
  return async (request, response) => {
    if (!hasKnownTransferCoding(request)) {
      refuse(request, response, 501, unknownTransferCoding());
      return;
    }
    try {
      await validateForwarded(await forwardRequest(target, request, response), options);
    } catch (error) {
      // A client that has gone waits for nothing, and its server is not to blame.
      if (error instanceof ConnectionLost && error.by === 'client') return;
      options.onUnjudged(request, lossOf(error, response));
      // A gateway without an answer says 502, which no server of the contract says of itself (RFC 9110 15.6.3). Retry-After
      // goes only with the answer to a request that cannot have been carried out.
      if (response.headersSent) response.destroy();
      else if (isUnreached(error)) refuse(request, response, 502, unreachable(), { 'Retry-After': '1' });
      else refuse(request, response, 502, unanswered());
    }
  };
}

async function validateForwarded(
  relayed: ForwardedExchange,
  { validator: judge, coverage, onResult, onUnjudged }: Omit<ValidatingProxyOptions, 'target'>,
): Promise<void> {
  const { method, status, requestBody, responseBody } = relayed;
  if (!requestBody || !responseBody) {
    onUnjudged(relayed, 'a body was too large to be judged');
    return;
  }
  const requestHeaders = plain(relayed.requestHeaders);
  const headers = plain(relayed.responseHeaders);
  const answer = { status, headers, body: await decodeBody(responseBody, headers['content-encoding']) };
  const sent = await decodeBody(requestBody, requestHeaders['content-encoding']);
  const verdict = judge.validate({ ...relayed, requestHeaders, requestBody: sent, response: answer });
  if (verdict.operation && method !== 'HEAD') coverage.record(verdict.operation, answer);
  onResult(verdict, relayed);
}

function plain(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
}

function isUnreached(error: unknown): boolean {
  return error instanceof NoResponse && !error.isSent;
}

function lossOf(error: unknown, response: ServerResponse): string {
  if (response.headersSent) return 'the answer was cut off';
  return isUnreached(error)
    ? 'the server behind cannot be reached'
    : 'the server behind sent no valid response';
}

function unreachable(): Problem {
  return new Problem('unavailable', 'The server behind this proxy cannot be reached.');
}

function unanswered(): Problem {
  return new Problem(
    'unavailable',
    'The server behind this proxy sent no valid response. The request may or may not have been carried out. ' +
      'Check that before you send it again, or send it again with the same Idempotency-Key if you sent one.',
  );
}

function unknownTransferCoding(): Problem {
  return unreadable(
    'validation_error',
    'The proxy knows no Transfer-Encoding but chunked. Send the body in chunks or with a Content-Length.',
    'Transfer-Encoding',
  );
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: 501 | 502,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  const requestId = requestIdOf(request.headers);
  const body = JSON.stringify(problemResponse(problem, requestId).body);
  response.writeHead(status, STATUS_CODES[status], {
    ...headers,
    'X-Request-Id': requestId,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}
