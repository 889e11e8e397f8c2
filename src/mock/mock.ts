import { randomUUID } from 'node:crypto';
import type { Contract } from '../contract/load.ts';
import { type DeclaredResponse, type Operation, responseFor } from '../contract/operations.ts';
import type { SerializedResponse } from '../domain/idempotency-key.ts';
import { readPreference } from './preference.ts';
import type { PrismEngine } from './prism-engine.ts';

export interface MockOptions {
  readonly contract: Contract;
  /** Invent values instead of giving the spec's examples, where a request does not say which. */
  readonly isDynamic: boolean;
}

/** Answers from the spec alone: it keeps nothing and remembers nothing. */
export class Mock {
  readonly #contract: Contract;
  readonly #isDynamic: boolean;
  #engine: Promise<PrismEngine> | undefined;

  constructor({ contract, isDynamic }: MockOptions) {
    this.#contract = contract;
    this.#isDynamic = isDynamic;
  }

  /** Loads what the first answer would wait for. */
  async warm(): Promise<void> {
    if (this.#isDynamic) await this.#loadEngine();
  }

  /**
   * @param prefer the request's `Prefer` header.
   * @throws Problem invalid_request when it asks for what the spec does not have.
   */
  async respond(
    operation: Operation,
    prefer: string | undefined,
    requestId: string,
  ): Promise<SerializedResponse> {
    const preference = readPreference(operation, prefer);
    const { status, isDynamic = this.#isDynamic, seed = randomUUID() } = preference;
    const declared = responseFor(operation, status) as DeclaredResponse;
    const examples = declared.content?.examples ?? {};
    const example = preference.example ?? (isDynamic ? undefined : Object.keys(examples)[0]);
    const headers = promisedHeaders(declared, example);
    if (!declared.content) return { status, headers, body: '' };
    const body =
      example === undefined
        ? await (await this.#loadEngine()).invent(operation, { status, seed })
        : examples[example];
    return { status, headers, body: JSON.stringify(aboutThisRequest(body, requestId)) };
  }

  /** Only when values must be invented, because Prism takes longer to load than all the rest. */
  #loadEngine(): Promise<PrismEngine> {
    this.#engine ??= import('./prism-engine.ts').then(({ PrismEngine }) =>
      PrismEngine.load(this.#contract.document),
    );
    return this.#engine;
  }
}

/** The headers that the spec promises. One whose values are names of examples, an outcome, follows the example. */
function promisedHeaders({ headers }: DeclaredResponse, example = ''): Record<string, string> {
  const promised = Object.entries(headers).filter(
    ([, { required, comesWith }]) => required || comesWith.includes(example),
  );
  return Object.fromEntries(
    promised.map(([name, { schema, example: usual }]) => [
      name,
      schema.enum?.includes(example) ? example : String(usual),
    ]),
  );
}

/** A refusal quotes the request's own id, as the server's would. */
function aboutThisRequest(body: unknown, requestId: string): unknown {
  if (typeof body !== 'object' || body === null || !('error' in body)) return body;
  return { ...body, error: { ...(body.error as object), request_id: requestId } };
}
