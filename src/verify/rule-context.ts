import type { ApiClient } from './api.ts';
import type { KeyRole } from './keys.ts';
import type { Target } from './target.ts';
import { TestCustomer } from './test-customer.ts';
import type { TestIds } from './test-ids.ts';

export interface SceneOptions {
  readonly names: TestIds;
  readonly target: Target;
  readonly mayWrite: boolean;
  /** The API as the holder of a key sees it; undefined when there is no such key. */
  readonly as: (role: KeyRole | 'main') => ApiClient | undefined;
}

/** Where a rule is proved: the API, and customers that nobody had before. */
export class RuleContext {
  readonly names: TestIds;
  readonly target: Target;
  readonly mayWrite: boolean;
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #as: SceneOptions['as'];

  constructor({ names, target, mayWrite, as }: SceneOptions) {
    this.names = names;
    this.target = target;
    this.mayWrite = mayWrite;
    this.#as = as;
  }

  /** With the main key. */
  get api(): ApiClient {
    return this.as('main');
  }

  /** With a key that the rule says it needs. */
  as(role: KeyRole | 'main'): ApiClient {
    const api = this.#as(role);
    if (!api) throw new Error(`A rule uses the key ${role} without saying that it needs it.`);
    return api;
  }

  /** Somebody of whom the target does not know yet. */
  newCustomer(options: { source?: string; email?: string; as?: KeyRole } = {}): TestCustomer {
    return new TestCustomer(this.as(options.as ?? 'main'), this.names, options);
  }

  /** Somebody whom the target has just been told of by an upsert of these fields. */
  async existingCustomer(fields: object = {}, options: { source?: string } = {}): Promise<TestCustomer> {
    const newCustomer = this.newCustomer(options);
    (await newCustomer.upsert(fields)).is(201);
    return newCustomer;
  }

  /** What the rules of a run share, made when the first of them asks for it. */
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const made = (this.#made.get(name) as Promise<T> | undefined) ?? make();
    this.#made.set(name, made);
    return made;
  }
}
