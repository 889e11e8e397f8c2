import { randomUUID } from 'node:crypto';
import type { Contract } from '../contract/load.ts';
import { type DeclaredResponse, type Operation, responseFor } from '../contract/operations.ts';
import type { SerializedResponse } from '../domain/idempotency-key.ts';
import { invalidFields } from '../domain/problem.ts';
import { importOptional, MissingPackageError } from '../platform/optional-packages.ts';
import { agree } from './agree.ts';
import type { makePlausible } from './plausible.ts';
import { type Preference, readPreference } from './preference.ts';
import type { PrismEngine } from './prism-engine.ts';
import { allowedMethods, undeclaredError } from './undeclared-status.ts';

export interface MockOptions {
  readonly contract: Contract;
  /** Responds with generated values instead of the spec's examples, unless the request asks for an example. */
  readonly isDynamic: boolean;
}

/** Creates responses from the spec alone. It stores nothing. */
export class Mock {
  readonly #contract: Contract;
  readonly #isDynamic: boolean;
  #invention: Promise<Invention> | undefined;

  constructor({ contract, isDynamic }: MockOptions) {
    this.#contract = contract;
    this.#isDynamic = isDynamic;
  }

  /**
   * Loads Prism's engine in advance, so that the first invented response does not wait for it.
   *
   * @throws MissingPackageError if the engine is not installed.
   */
  async warm(): Promise<void> {
    await this.#loadInvention();
  }

  /**
   * @param prefer the request's `Prefer` header.
   * @throws Problem invalid_request if it names a status or an example that the spec does not declare, or asks for
   *   generated values that this installation cannot generate.
   */
  async respond(
    operation: Operation,
    prefer: string | undefined,
    requestId: string,
  ): Promise<SerializedResponse> {
    const preference = readPreference(operation, prefer);
    const { status } = preference;
    const declared = responseFor(operation, status) as DeclaredResponse;
    const body = await this.#body(operation, declared, preference);
    const headers = {
      ...declaredHeaders(declared, preference.example ?? exampleLike(body, declared)),
      ...headersOf(body),
      ...(status === 405 && { Allow: allowedMethods(this.#contract, operation) }),
    };
    if (!declared.content) return { status, headers, body: '' };
    return { status, headers, body: JSON.stringify(withRequestId(body, requestId)) };
  }

  async #body(operation: Operation, declared: DeclaredResponse, preference: Preference): Promise<unknown> {
    const { status, isDynamic = this.#isDynamic, seed = randomUUID() } = preference;
    if (!declared.content) return undefined;
    if (operation.responses[status] === undefined) return undeclaredError(this.#contract, operation, status);
    const { examples } = declared.content;
    const example = preference.example ?? (isDynamic ? undefined : Object.keys(examples)[0]);
    if (example !== undefined) return examples[example];
    const { engine, makePlausible } = await this.#loadInvention().catch((error: unknown) => {
      throw error instanceof MissingPackageError ? invalidFields({ Prefer: [notInstalled(error)] }) : error;
    });
    const invented = await engine.invent(operation, { status, seed });
    return agree(makePlausible(invented, seed, Date.now()), status);
  }

  #loadInvention(): Promise<Invention> {
    this.#invention ??= loadInvention(this.#contract);
    return this.#invention;
  }
}

/** What creates generated values: Prism's engine, and the names and times that replace its random texts. */
interface Invention {
  readonly engine: PrismEngine;
  readonly makePlausible: typeof makePlausible;
}

/** Loads Prism's engine at its first use, because it takes longer to load than the rest of the program. */
async function loadInvention({ document }: Contract): Promise<Invention> {
  const { PrismEngine } = await importOptional('generatedValues', () => import('./prism-engine.ts'));
  const engine = await PrismEngine.load(document);
  // Not at the same time: both load Faker, once as a CommonJS module.
  const { makePlausible } = await importOptional('generatedValues', () => import('./plausible.ts'));
  return { engine, makePlausible };
}

/** Describes an engine that is not installed, as the end of a sentence about the `Prefer` header. */
const notInstalled = ({ message }: MissingPackageError) => `asks for generated values. ${message}`;

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

/** Returns the name of the example that an invented body resembles, because some headers depend on it. */
function exampleLike(body: unknown, { content }: DeclaredResponse): string | undefined {
  const { error, ignored } = (body ?? {}) as { error?: { code?: string }; ignored?: boolean };
  const name = ignored ? 'stale' : error?.code;
  return name ?? Object.keys(content?.examples ?? {})[0];
}

/** Returns the headers that repeat a part of the body. */
function headersOf(body: unknown): Record<string, string> {
  const { error } = (body ?? {}) as { error?: { details?: { retry_after?: number } } };
  const seconds = error?.details?.retry_after;
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) };
}

/** Sets the request id in an error, as the server does. */
function withRequestId(body: unknown, requestId: string): unknown {
  if (typeof body !== 'object' || body === null || !('error' in body)) return body;
  return { ...body, error: { ...(body.error as object), request_id: requestId } };
}
