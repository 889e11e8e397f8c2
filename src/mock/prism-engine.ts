import prism from '@stoplight/prism-http';
import type { Document } from '../contract/document.ts';
import type { Operation } from '../contract/operations.ts';

/** What Prism makes of a response of the spec. */
export interface Imagined {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined where the response has none. */
  readonly body: unknown;
}

export interface Imagining {
  readonly status: number;
  readonly example?: string | undefined;
  /** Invent values instead of taking the example. */
  readonly isDynamic: boolean;
}

type PrismOperations = Awaited<ReturnType<typeof prism.getHttpOperationsFromSpec>>;

/** Prism's engine, fenced in. Requests are judged elsewhere; it only makes answers. */
export class PrismEngine {
  readonly #operations: PrismOperations;
  readonly #engine: ReturnType<typeof prism.createInstance>;

  private constructor(operations: PrismOperations) {
    this.#operations = operations;
    this.#engine = prism.createInstance(CONFIG, { logger: QUIET as never });
  }

  static async load(document: Document): Promise<PrismEngine> {
    return new PrismEngine(await prism.getHttpOperationsFromSpec(structuredClone(document) as object));
  }

  /** @throws Error when Prism can make no such answer. */
  async imagine(operation: Operation, { status, example, isDynamic }: Imagining): Promise<Imagined> {
    const request = {
      method: operation.method,
      url: { path: examplePath(operation), query: {} },
      headers: {},
    };
    const mock = { dynamic: isDynamic, code: status, ...(example !== undefined && { exampleKey: example }) };
    const result = await this.#engine.request(request, this.#operations, { ...CONFIG, mock })();
    if (result._tag === 'Left') throw result.left;
    const { statusCode, headers = {}, body } = result.right.output;
    return { status: statusCode, headers, body };
  }
}

const CONFIG = {
  mock: { dynamic: false },
  validateRequest: false,
  validateResponse: false,
  checkSecurity: false,
  errors: false,
  isProxy: false as const,
  upstreamProxy: undefined,
};

/** Prism matches paths by itself; any value does for a parameter. */
function examplePath({ path }: Operation): string {
  return path.replace(/\{\w+\}/g, 'x');
}

/** Prism talks to a logger at every turn. */
const QUIET = {
  child: () => QUIET,
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
  fatal() {},
  success() {},
};
