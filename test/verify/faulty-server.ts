import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to the server behind, which a fault may change. */
export interface Passing {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string;
}

/** A response to the client, which a fault may change. */
export interface Passed {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A fault of a server. */
export interface Fault {
  /** Changes requests. */
  readonly hears?: (passing: Passing) => void;
  /** Changes responses. */
  readonly says?: (passed: Passed, passing: Passing) => void;
}

/** Forwards requests to a correct server, with one fault at a time. */
export class FaultyServer {
  readonly url: string;
  fault: Fault = {};
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param origin of the correct server. */
  static async start(origin: string): Promise<FaultyServer> {
    const server = createServer(async (incoming, outgoing) => {
      // A fault reads the response as text, so the server must not compress it.
      delete incoming.headers['accept-encoding'];
      const passing: Passing = {
        method: incoming.method ?? '',
        url: new URL(incoming.url ?? '', origin),
        headers: plain(incoming),
        body: await textOf(incoming),
      };
      faulty.fault.hears?.(passing);
      const passed = await forward(passing);
      faulty.fault.says?.(passed, passing);
      outgoing.writeHead(passed.status, passed.headers);
      outgoing.end(passed.status === 304 ? undefined : passed.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const faulty = new FaultyServer(server);
    return faulty;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

async function forward({ method, url, headers, body }: Passing): Promise<Passed> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(
      url,
      { method, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      resolve,
    );
    sent.on('error', reject);
    sent.end(body);
  });
  return { status: answer.statusCode ?? 0, headers: plain(answer), body: await textOf(answer) };
}

/** Removes the headers about the connection and the length, which a fault can change. */
function plain({ headers }: IncomingMessage): Record<string, string> {
  const { connection, 'content-length': _length, 'keep-alive': _alive, host: _host, ...rest } = headers;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]));
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
