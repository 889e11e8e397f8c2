import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { isInRanges } from '../../domain/address-ranges.ts';
import { Problem } from '../../domain/problem.ts';
import { problemResponse } from '../../writes/problem-response.ts';
import { makeRequestId } from '../request/request-head.ts';

const THIS_MACHINE = ['127.0.0.0/8', '::1'];
/** A request that carries one of these was passed on, so where it comes from says nothing. */
const PASSED_ON = ['x-forwarded-for', 'forwarded', 'via'];

/**
 * Lets those read the figures who may: with a token whoever sends it as a bearer, without one whoever asks on this
 * machine itself. How much a business stores and when is nobody else's to know.
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
        'Figures are shown on this machine alone, or for --metrics-token.',
      );
  };
}

function sendsToken(request: Request, digest: Buffer): boolean {
  const [, sent = ''] = /^Bearer +(\S+) *$/i.exec(request.header('authorization') ?? '') ?? [];
  return timingSafeEqual(digestOf(sent), digest);
}

function isLocal(request: Request): boolean {
  const isPassedOn = PASSED_ON.some((name) => request.header(name) !== undefined);
  return !isPassedOn && isInRanges(request.socket.remoteAddress ?? '', THIS_MACHINE);
}

function refuse(response: Response, code: 'unauthenticated' | 'permission_denied', message: string): void {
  const { status, body } = problemResponse(new Problem(code, message), makeRequestId());
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="upsertd metrics"');
  response.status(status).json(body);
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
