import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { withoutHost } from '../request/request-head.ts';
import { type ConnectionLimits, DEFAULT_LIMITS } from './connection-limits.ts';
import { trackResponse } from './open-responses.ts';
import { isRefused, NOT_HTTP, refuse, refuseTunnel, refuseUnreadable } from './refuse-unreadable.ts';
import { limitResponseTime } from './response-timeout.ts';

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly limits?: ConnectionLimits;
  /** Speaks TLS with this certificate; plain HTTP unless given. */
  readonly certificate?: Certificate | undefined;
}

/** Both in PEM; intermediate certificates follow the server's own. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface Listening {
  /** `http://127.0.0.1:4000`, or `https://…`, without a slash at the end. */
  readonly url: string;
  /** Takes no new requests, lets running ones end for so long, then cuts off. */
  drain(graceMs: number): Promise<void>;
  /** Gives every connection from now on another certificate. @throws Error when it does not fit its key. */
  renew(certificate: Certificate): void;
}

/** How often connections are held against their timeouts. */
const CHECK_INTERVAL_MS = 1000;

/**
 * Listens; port 0 takes a free one.
 *
 * @throws Error as Node gives it, with `code` EADDRINUSE, EACCES or EADDRNOTAVAIL.
 */
export async function listen(
  app: RequestListener,
  { host, port, limits = DEFAULT_LIMITS, certificate }: ListenOptions,
): Promise<Listening> {
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    if (isRefused(socket)) return;
    if (request.httpVersion === '1.1' && request.headers.host === undefined) {
      refuse(NOT_HTTP, socket, limits.answerTimeoutMs);
      return;
    }
    limitResponseTime(response, limits.answerTimeoutMs);
    trackResponse(response);
    request.url = withoutHost(request.url ?? '/');
    app(request, response);
  };
  const options = {
    requireHostHeader: false,
    // Nothing is made to read a body that is not there.
    optimizeEmptyRequests: true,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    maxHeaderSize: limits.maxHeaderBytes,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
  };
  const made = certificate
    ? createTlsServer({ ...options, ...certificate, handshakeTimeout: limits.headersTimeoutMs }, serve)
    : createServer(options, serve);
  // Node would answer each of these by itself, without a body.
  const server = made
    .on('checkExpectation', serve)
    .on('clientError', (error, socket) => refuseUnreadable(error, socket, limits.answerTimeoutMs))
    .on('connect', (_request, socket) => refuseTunnel(socket, limits.answerTimeoutMs));
  server.maxConnections = limits.maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    url: urlOf(server),
    drain: (graceMs) => drain(server, graceMs),
    renew: (renewed) => {
      if (server instanceof TlsServer) server.setSecureContext(renewed);
    },
  };
}

function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  // A server on every address is reached from this machine by the loopback.
  const shown = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  const scheme = server instanceof TlsServer ? 'https' : 'http';
  return `${scheme}://${family === 'IPv6' && shown === address ? `[${shown}]` : shown}:${port}`;
}

/** How often connections that have become idle are closed while the server drains. */
const TIDY_EVERY_MS = 50;

async function drain(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Closing refuses new connections alone; a client that keeps using an old one is told to leave it.
  server.prependListener('request', (_request, response) => {
    response.setHeader('Connection', 'close');
  });
  const tidy = setInterval(() => server.closeIdleConnections(), TIDY_EVERY_MS);
  const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(tidy);
  clearTimeout(cutOff);
}
