/** The last response that a writer received for one external id. */
export interface Acknowledged {
  readonly externalId: string;
  readonly text: string;
}

const SOURCE = '/v2/customers/external/race';

/**
 * Clients that create customers through several servers, as a correct integration does. They send a request without a
 * response, or with one that asks for a retry, again to the next server, under the same Idempotency-Key.
 */
export class Writers {
  /** The URLs of the servers, which can change at any time. */
  readonly urls: string[];
  readonly acknowledged: Acknowledged[] = [];
  /** The number of requests without a response and of responses that ask for a retry. */
  retries = 0;
  readonly #key: string;
  readonly #clients: Promise<void>[];
  #isStopped = false;

  constructor(urls: readonly string[], key: string, clients = 8) {
    this.urls = [...urls];
    this.#key = key;
    this.#clients = Array.from({ length: clients }, (_, client) => this.#write(client));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#clients);
  }

  /** Sends a request again. @returns the text of the response, and whether it equals the first one. */
  async again({ externalId }: Acknowledged): Promise<{ text: string; isReplay: boolean }> {
    const response = await this.#send(this.urls[0] as string, externalId);
    return {
      text: await response.text(),
      isReplay: response.headers.get('idempotency-replayed') === 'true',
    };
  }

  async #write(client: number): Promise<void> {
    for (let number = 0; !this.#isStopped; number += 1) {
      const externalId = `${client}-${number}`;
      this.acknowledged.push({ externalId, text: await this.#untilAnswered(client, externalId) });
    }
  }

  async #untilAnswered(client: number, externalId: string): Promise<string> {
    for (let attempt = client; ; attempt += 1) {
      try {
        const response = await this.#send(this.urls[attempt % this.urls.length] as string, externalId);
        const text = await response.text();
        if (response.status === 201) return text;
        if (response.status !== 503 && response.status !== 409) throw new Error(`${response.status} ${text}`);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
      this.retries += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #send(url: string, externalId: string): Promise<Response> {
    return fetch(`${url}${SOURCE}/${externalId}`, {
      method: 'PUT',
      headers: {
        'x-api-key': this.#key,
        'content-type': 'application/json',
        'idempotency-key': `key-${externalId}`,
      },
      body: JSON.stringify({ email: `${externalId}@example.com`, name: 'Kari' }),
      signal: AbortSignal.timeout(20_000),
    });
  }
}
