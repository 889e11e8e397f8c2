import type { IncomingHttpHeaders } from 'node:http';
import { randomBytesFromPool } from '../../platform/random-pool.ts';

const WELL_FORMED = /^[A-Za-z0-9_.-]{1,128}$/;

/** The name that the caller gave the request, if it is well-formed, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && WELL_FORMED.test(sent) ? sent : makeRequestId();
}

export function makeRequestId(): string {
  return `req_${randomBytesFromPool(12).toString('hex')}`;
}
