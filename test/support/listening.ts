import type { ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { type ConnectionLimits, DEFAULT_LIMITS } from '../../src/http/server/connection-limits.ts';
import { listen } from '../../src/http/server/listen.ts';
import type { ReadResponse } from './read-responses.ts';

/** The bytes of a GET request. */
export const get = (path: string, ...more: string[]) =>
  [`GET ${path} HTTP/1.1`, 'Host: x', ...more, '', ''].join('\r\n');

/** Starts a server with the handler of the test. */
export async function listening(
  handle: (url: string, response: ServerResponse) => void,
  limits: Partial<ConnectionLimits> = {},
): Promise<string> {
  const { url, drain } = await listen((request, response) => handle(request.url ?? '', response), {
    host: '127.0.0.1',
    port: 0,
    limits: { ...DEFAULT_LIMITS, ...limits },
  });
  onTestFinished(() => drain(0));
  return url;
}

/** Responds with the path of the request, and its length as Content-Length. */
export function echo(url: string, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Length': url.length }).end(url);
}

/** The paths in the responses of `echo`, and the statuses of rejections. */
export const shown = (responses: readonly ReadResponse[]) =>
  responses.map(({ status, body }) => (status === 200 ? body : status));
