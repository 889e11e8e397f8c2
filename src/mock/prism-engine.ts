import prism from '@stoplight/prism-http';
import type { Document } from '../contract/document.ts';
import type { Operation } from '../contract/operations.ts';

export interface Invention {
  /** A status that the operation declares. */
  readonly status: number;
  /** The same seed gives the same values. */
  readonly seed: string;
}

type PrismOperations = Awaited<ReturnType<typeof prism.getHttpOperationsFromSpec>>;

/** Generates values with Prism's engine. Other parts of this program validate requests and choose examples. */
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

  /** Generates a body of random values that the schema allows. @throws Error if Prism cannot generate one. */
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

/** Fills the path for Prism, which matches paths itself; the values of the parameters do not matter. */
function examplePath({ path }: Operation): string {
  return path.replace(/\{\w+\}/g, 'x');
}

/** A logger that discards the messages of Prism. */
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
