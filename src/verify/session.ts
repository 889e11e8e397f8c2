import type { Document } from '../contract/document.ts';
import type { Operation } from '../contract/operations.ts';
import type { Router } from '../contract/router.ts';
import { Coverage, type CoverageReport } from '../contract/validation/coverage.ts';
import type { ResponseValidator } from '../contract/validation/response-validator.ts';
import { ApiClient, observedResponse } from './api.ts';
import { NoTargetResponse } from './exchange.ts';
import type { KeyRole, Keys } from './keys.ts';
import type { TargetResponse } from './target-response.ts';
import { createTransport } from './transport.ts';

/** The tools that read the spec, shared by all sessions. */
export interface SpecTools {
  readonly document: Document;
  readonly operations: readonly Operation[];
  readonly validator: ResponseValidator;
  readonly router: Router;
}

/** The clients of one run, one for each key, and their responses. */
export class VerifySession {
  readonly main: ApiClient;
  readonly #apis: ReadonlyMap<string, ApiClient>;
  readonly #coverage: Coverage;
  #responses: TargetResponse[] = [];

  /** @throws TypeError if the URL is not valid. */
  constructor(url: string, keys: Keys, { document, operations, validator, router }: SpecTools) {
    const transport = createTransport(url);
    this.#coverage = new Coverage(document, operations);
    const onResponse = (response: TargetResponse, operation: Operation | undefined) => {
      this.#responses.push(response);
      if (operation) this.#coverage.record(operation, observedResponse(response.exchange));
    };
    const open = (key: string) =>
      new ApiClient({ transport, key, operations, router, validator, onResponse });
    this.main = open(keys.main);
    this.#apis = new Map(
      Object.entries(keys).flatMap(([role, key]) => (key === undefined ? [] : [[role, open(key)]])),
    );
  }

  /** Returns the client for a key; undefined if the run has no such key. */
  as(role: KeyRole | 'main'): ApiClient | undefined {
    return role === 'main' ? this.main : this.#apis.get(role);
  }

  /** Returns the responses since the last call. */
  takeResponses(): readonly TargetResponse[] {
    const taken = this.#responses;
    this.#responses = [];
    return taken;
  }

  coverage(): CoverageReport {
    return this.#coverage.report();
  }

  /** Counts the customers that a search finds with the keys of each tenant. A target that does not respond has 0. */
  async countCustomers(search: string): Promise<number> {
    let count = 0;
    for (const role of ['main', 'otherMerchant', 'otherMode'] as const) {
      const found = await this.as(role)
        ?.call('listCustomers', { query: { search, limit: 1 } })
        .catch(ignoreSilence);
      const total = found?.find('pagination.total');
      if (typeof total === 'number') count += total;
    }
    return count;
  }
}

function ignoreSilence(error: unknown): undefined {
  if (!(error instanceof NoTargetResponse)) throw error;
}
