/** An answer as it went out. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

interface ModelResponse {
  readonly request: string;
  readonly answer: Answer;
  readonly until: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** What the contract says of Idempotency-Keys, as a plain list. */
export class StoredResponses {
  readonly #answers = new Map<string, ModelResponse>();

  /** What is to be answered to a request under a claim; undefined when it is the first. */
  find(claim: string, request: string, now: number): Answer | 'conflict' | undefined {
    const kept = this.#answers.get(claim);
    if (!kept || kept.until <= now) return undefined;
    return kept.request === request ? kept.answer : 'conflict';
  }

  keep(claim: string, request: string, now: number, answer: Answer): void {
    this.#answers.set(claim, { request, answer, until: now + DAY });
  }
}
