import { type IncomingMessage, type RequestListener, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Coverage } from '../contract/validation/coverage.ts';
import type { ExchangeValidation, ExchangeValidator } from '../contract/validation/exchange-validator.ts';
import { Problem, unreadable } from '../domain/problem.ts';
import { decodeBody } from '../http/request/content-coding.ts';
import { requestIdOf } from '../http/request/request-head.ts';
import { problemResponse } from '../writes/problem-response.ts';
import { ConnectionLost, type ForwardedExchange, forwardRequest } from './forward-request.ts';
import { hasKnownTransferCoding } from './forwarded-headers.ts';
import { NoResponse } from './send-to-target.ts';

export interface ValidatingProxyOptions {
  /** The server behind the proxy; its path is put before the path of each request. */
  readonly target: URL;
  readonly validator: ExchangeValidator;
  readonly coverage: Coverage;
  /** Receives the result of each exchange. */
  readonly onResult: (result: ExchangeValidation, exchange: ForwardedExchange) => void;
  /** Receives each exchange that could not be validated, because it had no response or was too large. */
  readonly onUnvalidated: (
    request: { readonly method?: string | undefined; readonly url?: string | undefined },
    reason: string,
  ) => void;
}

/**
 * Forwards requests to a server and validates both sides. It also forwards invalid requests, so that the server's
 * refusals of them are validated as well.
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
      // If the client disconnected, there is no client to respond to, and the server made no mistake.
      if (error instanceof ConnectionLost && error.by === 'client') return;
      options.onUnvalidated(request, describeLoss(error, response));
      // A gateway that receives no valid response responds with 502, which the API itself never uses (RFC 9110 15.6.3).
      // Retry-After is sent only if the server cannot have executed the request.
      if (response.headersSent) response.destroy();
      else if (isUnreached(error)) refuse(request, response, 502, unreachable(), { 'Retry-After': '1' });
      else refuse(request, response, 502, unanswered());
    }
  };
}

async function validateForwarded(
  exchange: ForwardedExchange,
  { validator, coverage, onResult, onUnvalidated }: Omit<ValidatingProxyOptions, 'target'>,
): Promise<void> {
  const { method, status, requestBody, responseBody } = exchange;
  if (!requestBody || !responseBody) {
    onUnvalidated(exchange, 'a body was too large to validate');
    return;
  }
  const requestHeaders = plain(exchange.requestHeaders);
  const headers = plain(exchange.responseHeaders);
  const observed = { status, headers, body: await decodeBody(responseBody, headers['content-encoding']) };
  const sent = await decodeBody(requestBody, requestHeaders['content-encoding']);
  const result = validator.validate({ ...exchange, requestHeaders, requestBody: sent, response: observed });
  if (result.operation && method !== 'HEAD') coverage.record(result.operation, observed);
  onResult(result, exchange);
}

function plain(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
}

function isUnreached(error: unknown): boolean {
  return error instanceof NoResponse && !error.isSent;
}

function describeLoss(error: unknown, response: ServerResponse): string {
  if (response.headersSent) return 'the response was cut off';
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
    'The server behind this proxy sent no valid response. The request may or may not have been executed. ' +
      'Check that before you send it again, or send it again with the same Idempotency-Key if you sent one.',
  );
}

function unknownTransferCoding(): Problem {
  return unreadable(
    'validation_error',
    'The proxy supports no Transfer-Encoding but chunked. Send the body in chunks or with a Content-Length.',
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
