import { Agent, request } from 'node:http';

export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends requests over persistent connections. It sends each path unchanged; other clients normalise or encode paths. */
export class RawClient {
  readonly #url: string;
  readonly #agent;

  /** @param localAddress the address from which the client connects. */
  constructor(url: string, localAddress?: string) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, ...(localAddress && { localAddress }) });
  }

  /** @param path of visible ASCII. */
  send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string | Uint8Array,
  ): Promise<RawReply> {
    return new Promise((resolve, reject) => {
      const sent = request(this.#url, { method, path, headers, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
