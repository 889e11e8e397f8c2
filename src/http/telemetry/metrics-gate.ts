import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { Problem } from '../../domain/problem.ts';
import { sendMetricsProblem } from './metrics-problem.ts';

/**
 * Restricts access to the metrics on the port of the API, because they show how much a business stores and when. The client
 * must send the token as a bearer token. Without a token the port has no metrics: a request from this machine may be one
 * that a proxy forwards, or a page in a browser has sent.
 */
export function metricsGate(token: string | undefined): RequestHandler {
  const digest = token === undefined ? undefined : digestOf(token);
  return (request, response, next) => {
    if (digest && sendsToken(request, digest)) next();
    else sendMetricsProblem(request, response, digest ? WRONG_TOKEN : NO_TOKEN);
  };
}

const WRONG_TOKEN = new Problem('unauthenticated', 'Send the metrics token as Authorization: Bearer.');
const NO_TOKEN = new Problem(
  'permission_denied',
  'This port serves /metrics only with --metrics-token. Set it, or open a port for the metrics with --metrics-listen.',
);

function sendsToken(request: Request, digest: Buffer): boolean {
  const [, sent = ''] = /^Bearer +(\S+) *$/i.exec(request.header('authorization') ?? '') ?? [];
  return timingSafeEqual(digestOf(sent), digest);
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
