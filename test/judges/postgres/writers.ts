/** What a writer was told at last of one external id. */
export interface Acknowledged {
  readonly externalId: string;
  readonly text: string;
}

const SOURCE = '/v2/customers/external/race';

/**
 * Clients that make customers through several servers, as a well-behaved integration does: a request that was not
 * answered, or with "try again", is sent again under its Idempotency-Key, to the next server.
 */
export class Writers {
  /** Where the servers are; they may change at any time. */
  readonly urls: string[];
  readonly acknowledged: Acknowledged[] = [];
  /** Answers that were no answer, and requests without one. */
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

  /** Sends a request once more. @returns its text, and whether it was answered as before. */
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
