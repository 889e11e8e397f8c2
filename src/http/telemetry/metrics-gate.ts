import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { isInRanges } from '../../domain/keys/address-ranges.ts';
import { Problem } from '../../domain/problem.ts';
import { problemResponse } from '../../writes/responses.ts';
import { makeRequestId } from '../request/request-head.ts';

const THIS_MACHINE = ['127.0.0.0/8', '::1'];
/** A request with one of these headers comes from a proxy, so that its address says nothing about the client. */
const PROXY_HEADERS = ['x-forwarded-for', 'forwarded', 'via'];

/**
 * Restricts access to the metrics, because they show how much a business stores and when. With a token, the client must send
 * it as a bearer token; without one, the client must be on this machine.
 */
export function metricsGate(token: string | undefined): RequestHandler {
  const digest = token === undefined ? undefined : digestOf(token);
  return (request: Request, response: Response, next) => {
    if (digest ? sendsToken(request, digest) : isLocal(request)) {
      next();
      return;
    }
    if (digest) refuse(response, 'unauthenticated', 'Send the metrics token as Authorization: Bearer.');
    else
      refuse(
        response,
        'permission_denied',
        'Only clients on this machine can read /metrics. Set --metrics-token to allow others.',
      );
  };
}

function sendsToken(request: Request, digest: Buffer): boolean {
  const [, sent = ''] = /^Bearer +(\S+) *$/i.exec(request.header('authorization') ?? '') ?? [];
  return timingSafeEqual(digestOf(sent), digest);
}

function isLocal(request: Request): boolean {
  const isForwarded = PROXY_HEADERS.some((name) => request.header(name) !== undefined);
  return !isForwarded && isInRanges(request.socket.remoteAddress ?? '', THIS_MACHINE);
}

function refuse(response: Response, code: 'unauthenticated' | 'permission_denied', message: string): void {
  const { status, body } = problemResponse(new Problem(code, message), makeRequestId());
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="upsertd metrics"');
  response.status(status).json(body);
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
