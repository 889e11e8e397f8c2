import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A response, with an optional delay; no response; a reset connection; or a connection that ends within a response. */
export type Scripted =
  | { status: number; headers?: Record<string, string>; body?: string | object; afterMs?: number }
  | 'silence'
  | 'reset'
  | 'half';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on a real socket that sends one scripted response per request. All later requests get the last one. */
export class ScriptedServer {
  readonly url: string;
  readonly received: Received[] = [];
  readonly stop: () => Promise<void>;

  private constructor(url: string, stop: () => Promise<void>) {
    this.url = url;
    this.stop = stop;
  }

  static async start(...script: (Scripted | ((received: Received) => Scripted))[]): Promise<ScriptedServer> {
    const http = createServer(async (request, response) => {
      const body = await readText(request);
      const { method = '', url = '', headers } = request;
      const received = { method, path: url, headers, body };
      server.received.push(received);
      const scripted = script[server.received.length - 1] ?? script.at(-1);
      if (scripted) sendResponse(response, typeof scripted === 'function' ? scripted(received) : scripted);
    });
    await once(http.listen(0, '127.0.0.1'), 'listening');
    const { port } = http.address() as AddressInfo;
    const server = new ScriptedServer(`http://127.0.0.1:${port}`, async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    });
    return server;
  }

  get keys(): (string | undefined)[] {
    return this.received.map(({ headers }) => headers['idempotency-key'] as string | undefined);
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks = await request.toArray();
  return Buffer.concat(chunks).toString();
}

function sendResponse(response: ServerResponse, scripted: Scripted): void {
  if (scripted === 'silence') return;
  if (scripted === 'reset') {
    response.destroy();
    return;
  }
  if (scripted === 'half') {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' });
    response.write('{"data":', () => response.destroy());
    return;
  }
  const { status, headers = {}, body = {}, afterMs = 0 } = scripted;
  setTimeout(() => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }, afterMs);
}

/** Creates an error response in the form of the spec. */
export function refusal(status: number, code: string, headers: Record<string, string> = {}): Scripted {
  return {
    status,
    headers,
    body: { error: { type: 'api_error', code, message: `It is ${code}.`, request_id: 'req_1' } },
  };
}

/** The response to an upsert that updated a customer. */
export const UPDATED = {
  status: 200,
  headers: { 'Upsert-Outcome': 'updated' },
  body: { data: { id: '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10' }, created: false },
} satisfies Scripted;
