import type { Contract } from '../contract/load.ts';
import { type Operation, responseFor } from '../contract/operations.ts';
import type { KeptAnswer } from '../domain/claim.ts';
import { readPreference } from './preference.ts';
import { type Imagined, PrismEngine } from './prism-engine.ts';

export interface MockOptions {
  readonly contract: Contract;
  /** Invent values instead of giving the spec's examples, where a request does not say which. */
  readonly isDynamic: boolean;
}

/** Answers from the spec alone: it keeps nothing and remembers nothing. */
export class Mock {
  readonly #engine: PrismEngine;
  readonly #isDynamic: boolean;
  /** An example is the same each time. */
  readonly #examples = new Map<string, Imagined>();

  private constructor(engine: PrismEngine, isDynamic: boolean) {
    this.#engine = engine;
    this.#isDynamic = isDynamic;
  }

  static async load({ contract, isDynamic }: MockOptions): Promise<Mock> {
    return new Mock(await PrismEngine.load(contract.document), isDynamic);
  }

  /**
   * @param prefer the request's `Prefer` header.
   * @throws Problem invalid_request when it asks for what the spec does not have.
   */
  async answer(operation: Operation, prefer: string | undefined, requestId: string): Promise<KeptAnswer> {
    const { status, example, isDynamic = this.#isDynamic } = readPreference(operation, prefer);
    const asked = { status, example, isDynamic };
    const imagined = isDynamic
      ? await this.#engine.imagine(operation, asked)
      : await this.#example(operation, asked);
    const body = aboutThisRequest(imagined.body, requestId);
    return {
      status: imagined.status,
      headers: promisedHeaders(operation, imagined, example),
      body: body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)),
    };
  }

  async #example(operation: Operation, asked: Parameters<PrismEngine['imagine']>[1]): Promise<Imagined> {
    const name = `${operation.id} ${asked.status} ${asked.example ?? ''}`;
    let imagined = this.#examples.get(name);
    if (!imagined) {
      imagined = await this.#engine.imagine(operation, asked);
      this.#examples.set(name, imagined);
    }
    return imagined;
  }
}

/** The headers that the spec promises. One whose values are names of examples, an outcome, follows the example. */
function promisedHeaders(
  operation: Operation,
  { status, headers }: Imagined,
  example: string | undefined,
): Record<string, string> {
  const declared = Object.entries(responseFor(operation, status)?.headers ?? {});
  const promised = declared.filter(([, header]) => header.required);
  return Object.fromEntries(
    promised.map(([name, { schema }]) => {
      const isExample = example !== undefined && schema.enum?.includes(example);
      return [name, isExample ? example : String(headers[name])];
    }),
  );
}

/** A refusal quotes the request's own id, as the server's would. */
function aboutThisRequest(body: unknown, requestId: string): unknown {
  if (typeof body !== 'object' || body === null || !('error' in body)) return body;
  return { ...body, error: { ...(body.error as object), request_id: requestId } };
}
