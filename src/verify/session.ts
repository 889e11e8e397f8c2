import type { Document } from '../contract/document.ts';
import type { Operation } from '../contract/operations.ts';
import type { Router } from '../contract/router.ts';
import { Coverage, type CoverageReport } from '../contract/validation/coverage.ts';
import type { ResponseValidator } from '../contract/validation/response-validator.ts';
import { ApiClient, asAnswered } from './api.ts';
import type { KeyRole, Keys } from './keys.ts';
import type { TargetResponse } from './target-response.ts';
import { createTransport } from './transport.ts';

/** What judging needs, made once for any number of sessions. */
export interface Judging {
  readonly document: Document;
  readonly operations: readonly Operation[];
  readonly validator: ResponseValidator;
  readonly router: Router;
}

/** The connection of one run: the API as the holder of each key sees it, and every answer that came. */
export class VerifySession {
  readonly main: ApiClient;
  readonly #apis: ReadonlyMap<string, ApiClient>;
  readonly #coverage: Coverage;
  #answers: TargetResponse[] = [];

  /** @throws TypeError when the URL is none. */
  constructor(url: string, keys: Keys, { document, operations, validator, router }: Judging) {
    const transport = createTransport(url);
    this.#coverage = new Coverage(document, operations);
    const onResponse = (response: TargetResponse, operation: Operation | undefined) => {
      this.#answers.push(response);
      if (operation) this.#coverage.record(operation, asAnswered(response.exchange));
    };
    const open = (key: string) =>
      new ApiClient({ transport, key, operations, router, validator, onResponse });
    this.main = open(keys.main);
    this.#apis = new Map(
      Object.entries(keys).flatMap(([role, key]) => (key === undefined ? [] : [[role, open(key)]])),
    );
  }

  /** Undefined when there is no such key. */
  as(role: KeyRole | 'main'): ApiClient | undefined {
    return role === 'main' ? this.main : this.#apis.get(role);
  }

  /** The answers since this was last asked. */
  takeAnswers(): readonly TargetResponse[] {
    const taken = this.#answers;
    this.#answers = [];
    return taken;
  }

  coverage(): CoverageReport {
    return this.#coverage.report();
  }

  /** How many customers with this text in their names the keys see; the API itself says what it keeps. */
  async countCustomers(search: string): Promise<number> {
    let count = 0;
    for (const role of ['main', 'otherMerchant', 'otherMode'] as const) {
      const found = await this.as(role)?.call('listCustomers', { query: { search, limit: 1 } });
      count += Number(found?.find('pagination.total') ?? 0);
    }
    return count;
  }
}
