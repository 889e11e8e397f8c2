import prism from '@stoplight/prism-http';
import type { Document } from '../contract/document.ts';
import type { Operation } from '../contract/operations.ts';

export interface Invention {
  /** One that the operation declares. */
  readonly status: number;
  /** The same seed gives the same values. */
  readonly seed: string;
}

type PrismOperations = Awaited<ReturnType<typeof prism.getHttpOperationsFromSpec>>;

/** Prism's engine, fenced in. Requests are judged elsewhere and examples taken from the spec; it invents values. */
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

  /** A body of random values that its schema allows. @throws Error when Prism can make none. */
  async invent(operation: Operation, { status, seed }: Invention): Promise<unknown> {
    const request = {
      method: operation.method,
      url: { path: examplePath(operation), query: {} },
      headers: {},
    };
    const mock = { dynamic: true, code: status, seed };
    const result = await this.#engine.request(request, this.#operations, { ...CONFIG, mock })();
    if (result._tag === 'Left') throw result.left;
    return result.right.output.body;
  }
}

const CONFIG = {
  mock: { dynamic: true },
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
