/** A response as the server sent it. */
export interface SentResponse {
  readonly status: number;
  readonly text: string;
}

interface ModelResponse {
  readonly request: string;
  readonly response: SentResponse;
  readonly expiresAt: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** Implements the contract's rules of Idempotency-Keys with a map. */
export class StoredResponses {
  readonly #stored = new Map<string, ModelResponse>();

  /** Finds the expected response to a request with this Idempotency-Key; undefined for the first request. */
  find(claim: string, request: string, now: number): SentResponse | 'conflict' | undefined {
    const stored = this.#stored.get(claim);
    if (!stored || stored.expiresAt <= now) return undefined;
    return stored.request === request ? stored.response : 'conflict';
  }

  store(claim: string, request: string, now: number, response: SentResponse): void {
    this.#stored.set(claim, { request, response, expiresAt: now + DAY });
  }
}
