import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Coverage } from '../contract/judge/coverage.ts';
import type { ExchangeJudge, Verdict } from '../contract/judge/exchange-judge.ts';
import { Problem } from '../domain/problem.ts';
import { readCoded } from './content-coding.ts';
import { problemAnswer } from './problem-answer.ts';
import { Interrupted, type Relayed, relay } from './relay.ts';
import { requestIdOf } from './request-id.ts';

export interface JudgingProxyOptions {
  /** The server behind; a path goes before that of each request. */
  readonly target: URL;
  readonly judge: ExchangeJudge;
  readonly coverage: Coverage;
  /** Hears of each exchange, its method and the route it took. */
  readonly onVerdict: (verdict: Verdict, relayed: Relayed) => void;
  /** Hears of what could not be judged: an exchange without an answer, or one that is too large. */
  readonly onUnjudged: (request: { readonly method?: string | undefined }, reason: string) => void;
}

/**
 * Stands between a client and a server and judges what goes through. Nothing is stopped or changed, so that a server's
 * refusals of bad requests are judged as well.
 */
export function judgingProxy({ target, ...options }: JudgingProxyOptions): RequestListener {
  return async (request, response) => {
    try {
      await judgeRelayed(await relay(target, request, response), options);
    } catch (error) {
      // A client that has gone waits for nothing, and its server is not to blame.
      if (error instanceof Interrupted && error.by === 'client') return;
      const isBegun = response.headersSent;
      options.onUnjudged(request, isBegun ? 'the answer was cut off' : 'the server behind cannot be reached');
      answerUnreachable(request, response);
    }
  };
}

async function judgeRelayed(
  relayed: Relayed,
  { judge, coverage, onVerdict, onUnjudged }: Omit<JudgingProxyOptions, 'target'>,
): Promise<void> {
  const { method, status, requestBody, responseBody } = relayed;
  if (!requestBody || !responseBody) {
    onUnjudged(relayed, 'a body was too large to be judged');
    return;
  }
  const requestHeaders = plain(relayed.requestHeaders);
  const headers = plain(relayed.responseHeaders);
  const answer = { status, headers, body: await readCoded(responseBody, headers['content-encoding']) };
  const sent = await readCoded(requestBody, requestHeaders['content-encoding']);
  const verdict = judge.judge({ ...relayed, requestHeaders, requestBody: sent, answer });
  if (verdict.operation && method !== 'HEAD') coverage.note(verdict.operation, answer);
  onVerdict(verdict, relayed);
}

function plain(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
}

function answerUnreachable({ headers: sent }: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const requestId = requestIdOf(sent);
  const problem = new Problem('unavailable', 'The server behind this proxy cannot be reached.');
  const { headers, body } = problemAnswer(problem, requestId);
  const own = { 'X-Request-Id': requestId, 'Content-Type': 'application/json; charset=utf-8' };
  // A gateway without an answer says 502, which no server of the contract says of itself (RFC 9110 15.6.3).
  response.writeHead(502, { ...headers, ...own });
  response.end(JSON.stringify(body));
}
