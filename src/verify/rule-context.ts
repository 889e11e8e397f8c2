import type { ApiClient } from './api.ts';
import type { KeyRole } from './keys.ts';
import type { Target } from './target.ts';
import { TestCustomer } from './test-customer.ts';
import type { TestIds } from './test-ids.ts';

export interface RuleContextOptions {
  readonly names: TestIds;
  readonly target: Target;
  readonly mayWrite: boolean;
  /** Returns the client for a key; undefined if the run has no such key. */
  readonly as: (role: KeyRole | 'main') => ApiClient | undefined;
}

/** Long enough for a clock with a resolution of a few milliseconds. */
const PAUSE_MS = 10;

/** The API and new customers, for one rule. */
export class RuleContext {
  readonly names: TestIds;
  readonly target: Target;
  readonly mayWrite: boolean;
  readonly #shared = new Map<string, Promise<unknown>>();
  readonly #as: RuleContextOptions['as'];

  constructor({ names, target, mayWrite, as }: RuleContextOptions) {
    this.names = names;
    this.target = target;
    this.mayWrite = mayWrite;
    this.#as = as;
  }

  /** The client with the main key. */
  get api(): ApiClient {
    return this.as('main');
  }

  /** Returns the client with a key that the rule lists in `needs`. */
  as(role: KeyRole | 'main'): ApiClient {
    const api = this.#as(role);
    if (!api) throw new Error(`A rule uses the key ${role} but does not list it in its needs.`);
    return api;
  }

  /** Returns a customer that the target does not have yet. */
  newCustomer(options: { source?: string; email?: string; as?: KeyRole } = {}): TestCustomer {
    return new TestCustomer(this.as(options.as ?? 'main'), this.names, options);
  }

  /** Creates a customer with these fields by an upsert. */
  async existingCustomer(fields: object = {}, options: { source?: string } = {}): Promise<TestCustomer> {
    const customer = this.newCustomer(options);
    (await customer.upsert(fields)).is(201);
    return customer;
  }

  /** Waits until the target's clock shows a later millisecond. */
  async pause(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }

  /** Returns a value that the rules of a run share. The first call makes it. */
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const value = (this.#shared.get(name) as Promise<T> | undefined) ?? make();
    this.#shared.set(name, value);
    return value;
  }
}
