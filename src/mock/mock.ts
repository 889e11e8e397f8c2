import { randomUUID } from 'node:crypto';
import type { Contract } from '../contract/load.ts';
import { type DeclaredResponse, type Operation, responseFor } from '../contract/operations.ts';
import type { SerializedResponse } from '../domain/idempotency-key.ts';
import { readPreference } from './preference.ts';
import type { PrismEngine } from './prism-engine.ts';

export interface MockOptions {
  readonly contract: Contract;
  /** Responds with generated values instead of the spec's examples, unless the request asks for an example. */
  readonly isDynamic: boolean;
}

/** Creates responses from the spec alone. It stores nothing. */
export class Mock {
  readonly #contract: Contract;
  readonly #isDynamic: boolean;
  #engine: Promise<PrismEngine> | undefined;

  constructor({ contract, isDynamic }: MockOptions) {
    this.#contract = contract;
    this.#isDynamic = isDynamic;
  }

  /** Loads Prism's engine in advance, so that the first response does not wait for it. */
  async warm(): Promise<void> {
    if (this.#isDynamic) await this.#loadEngine();
  }

  /**
   * @param prefer the request's `Prefer` header.
   * @throws Problem invalid_request if it names a status or an example that the spec does not declare.
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
    const headers = declaredHeaders(declared, example);
    if (!declared.content) return { status, headers, body: '' };
    const body =
      example === undefined
        ? await (await this.#loadEngine()).invent(operation, { status, seed })
        : examples[example];
    return { status, headers, body: JSON.stringify(withRequestId(body, requestId)) };
  }

  /** Loads Prism's engine at its first use, because it takes longer to load than the rest of the program. */
  #loadEngine(): Promise<PrismEngine> {
    this.#engine ??= import('./prism-engine.ts').then(({ PrismEngine }) =>
      PrismEngine.load(this.#contract.document),
    );
    return this.#engine;
  }
}

/** Returns the declared headers. A header whose values are names of examples, such as Upsert-Outcome, has that name. */
function declaredHeaders({ headers }: DeclaredResponse, example = ''): Record<string, string> {
  const declared = Object.entries(headers).filter(
    ([, { required, comesWith }]) => required || comesWith.includes(example),
  );
  return Object.fromEntries(
    declared.map(([name, { schema, example: usual }]) => [
      name,
      schema.enum?.includes(example) ? example : String(usual),
    ]),
  );
}

/** Sets the request id in an error, as the server does. */
function withRequestId(body: unknown, requestId: string): unknown {
  if (typeof body !== 'object' || body === null || !('error' in body)) return body;
  return { ...body, error: { ...(body.error as object), request_id: requestId } };
}
