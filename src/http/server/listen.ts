import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { withoutHost } from '../request/request-head.ts';
import { ClientConnection, limitResponseTime } from './connection.ts';
import { type ConnectionLimits, DEFAULT_LIMITS } from './connection-limits.ts';
import { drain } from './drain.ts';
import { limitPipelining } from './limit-pipelining.ts';
import type { MessageClasses } from './message-classes.ts';
import {
  NOT_HTTP,
  type Refusal,
  refuse,
  refuseTunnel,
  refuseUnreadable,
  TWO_HOSTS,
} from './refuse-unreadable.ts';

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly limits?: ConnectionLimits;
  /** Serves TLS with this certificate. Default: plain HTTP. */
  readonly certificate?: Certificate | undefined;
  /**
   * Still sends the responses to a client that has ended its side. `false` treats it as a client that has disconnected.
   * Default: true.
   */
  readonly allowsHalfOpen?: boolean;
  /** The classes of the requests and responses. Default: Node's own. */
  readonly messageClasses?: MessageClasses;
}

/** Certificate and private key in PEM; intermediate certificates follow the server's own. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface Listening {
  /** `http://127.0.0.1:4000`, or `https://…`, without a slash at the end. */
  readonly url: string;
  /** Accepts no new connections, lets running requests end for at most `graceMs`, then closes all connections. */
  drain(graceMs: number): Promise<void>;
  /** Uses another certificate for new connections. @throws Error if the certificate does not match its key. */
  renew(certificate: Certificate): void;
}

/** How often the server checks connections for timeouts; milliseconds. */
const CHECK_INTERVAL_MS = 1000;

/**
 * Listens for requests; port 0 selects a free port.
 *
 * @throws Error of Node, with `code` EADDRINUSE, EACCES or EADDRNOTAVAIL.
 */
export async function listen(
  app: RequestListener,
  { host, port, limits = DEFAULT_LIMITS, certificate, allowsHalfOpen = true, messageClasses }: ListenOptions,
): Promise<Listening> {
  const onResponseReady = limitResponseTime(limits.answerTimeoutMs);
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const connection = ClientConnection.of(socket);
    if (connection.isRefused) return;
    const refusal = hostRefusal(request);
    if (refusal) {
      refuse(refusal, socket, limits.answerTimeoutMs);
      return;
    }
    response.on('prefinish', onResponseReady);
    connection.add(response);
    request.url = withoutHost(request.url ?? '/');
    app(request, response);
  };
  /** Sends 100 Continue only when a handler reads the body, so that an error that the headers decide comes without it. */
  const serveExpecting = (request: IncomingMessage, response: ServerResponse) => {
    // A client that receives no 100 may leave out the body, so the connection cannot be used after an error.
    const { shouldKeepAlive } = response;
    response.shouldKeepAlive = false;
    request.once('resume', () => {
      if (response.headersSent) return;
      response.shouldKeepAlive = shouldKeepAlive;
      response.writeContinue();
    });
    serve(request, response);
  };
  const options = {
    ...messageClasses,
    requireHostHeader: false,
    // Node then creates no stream for a request without a body.
    optimizeEmptyRequests: true,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    maxHeaderSize: limits.maxHeaderBytes,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
    // Only for TLS: Node's server without TLS always has this option.
    allowHalfOpen: allowsHalfOpen,
  };
  const created = certificate
    ? createTlsServer({ ...options, ...certificate, handshakeTimeout: limits.headersTimeoutMs }, serve)
    : createServer(options, serve);
  // Otherwise Node would respond to each of these events itself, without a body.
  const server = created
    .on(certificate ? 'secureConnection' : 'connection', limitPipelining)
    .on('checkExpectation', serve)
    .on('checkContinue', serveExpecting)
    .on('clientError', (error, socket) => refuseUnreadable(error, socket, limits.answerTimeoutMs))
    .on('connect', (_request, socket) => refuseTunnel(socket, limits.answerTimeoutMs));
  const sockets = trackSockets(server);
  server.maxConnections = limits.maxConnections;
  // Otherwise Node would drop the open responses when the client ends its side. The types lack this property.
  Object.assign(server, { httpAllowHalfOpen: allowsHalfOpen });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    url: urlOf(server),
    drain: (graceMs) => drain(server, sockets, graceMs),
    renew: (renewed) => {
      if (server instanceof TlsServer) server.setSecureContext(renewed);
    },
  };
}

/** Returns the open connections, which change: for TLS, also those whose handshake has not ended. */
function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  /** The connections whose handshake has not ended, by their client. */
  const handshakes = new Map<string, Socket>();
  const clientOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
  const track = (socket: Socket, onClose?: () => void) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      onClose?.();
    });
  };
  server.on('connection', (socket: Socket) => {
    if (!(server instanceof TlsServer)) {
      track(socket);
      return;
    }
    const client = clientOf(socket);
    handshakes.set(client, socket);
    track(socket, () => handshakes.delete(client));
  });
  // The socket of TLS takes the place of the one beneath it.
  server.on('secureConnection', (socket: Socket) => {
    const client = clientOf(socket);
    const beneath = handshakes.get(client);
    if (beneath) sockets.delete(beneath);
    handshakes.delete(client);
    track(socket);
  });
  return sockets;
}

/** Returns why a request cannot have its Host headers: HTTP/1.1 requires exactly one, HTTP/1.0 at most one. */
function hostRefusal({ rawHeaders, httpVersion }: IncomingMessage): Refusal | undefined {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts > 1) return TWO_HOSTS;
  return hosts === 0 && httpVersion === '1.1' ? NOT_HTTP : undefined;
}

function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  // A server that listens on all addresses is reachable from this machine at the loopback address.
  const shown = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  const scheme = server instanceof TlsServer ? 'https' : 'http';
  return `${scheme}://${family === 'IPv6' && shown === address ? `[${shown}]` : shown}:${port}`;
}
