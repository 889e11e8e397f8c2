import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Coverage } from '../contract/judge/coverage.ts';
import type { ExchangeJudge, Verdict } from '../contract/judge/exchange-judge.ts';
import { type Relayed, relay } from './relay.ts';
import { makeRequestId } from './request-id.ts';

export interface JudgingProxyOptions {
  /** The server behind, without a path. */
  readonly origin: URL;
  readonly judge: ExchangeJudge;
  readonly coverage: Coverage;
  /** Hears of each exchange, its method and the route it took. */
  readonly onVerdict: (verdict: Verdict, relayed: Relayed) => void;
}

/**
 * Stands between a client and a server and judges what goes through. Nothing is stopped or changed, so that a server's
 * refusals of bad requests are judged as well.
 */
export function judgingProxy({ origin, judge, coverage, onVerdict }: JudgingProxyOptions): RequestListener {
  return async (request, response) => {
    let relayed: Relayed;
    try {
      relayed = await relay(origin, request, response);
    } catch {
      answerUnreachable(request, response);
      return;
    }
    const answer = {
      status: relayed.status,
      headers: plain(relayed.responseHeaders),
      body: relayed.responseBody,
    };
    const verdict = judge.judge({ ...relayed, requestHeaders: plain(relayed.requestHeaders), answer });
    if (verdict.operation && relayed.method !== 'HEAD') coverage.note(verdict.operation, answer);
    onVerdict(verdict, relayed);
  };
}

function plain(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
}

function answerUnreachable(_request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const error = {
    type: 'api_error',
    code: 'unavailable',
    message: 'The server behind this proxy cannot be reached.',
    request_id: makeRequestId(),
  };
  response.writeHead(502, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ error }));
}
