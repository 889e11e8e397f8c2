import type { Api } from './api.ts';
import type { KeyRole } from './keys.ts';
import type { Names } from './names.ts';
import { Somebody } from './somebody.ts';
import type { Target } from './target.ts';

export interface SceneOptions {
  readonly names: Names;
  readonly target: Target;
  readonly mayWrite: boolean;
  /** The API as the holder of a key sees it; undefined when there is no such key. */
  readonly as: (role: KeyRole | 'main') => Api | undefined;
}

/** Where a rule is proved: the API, and customers that nobody had before. */
export class Scene {
  readonly names: Names;
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
  get api(): Api {
    return this.as('main');
  }

  /** With a key that the rule says it needs. */
  as(role: KeyRole | 'main'): Api {
    const api = this.#as(role);
    if (!api) throw new Error(`A rule uses the key ${role} without saying that it needs it.`);
    return api;
  }

  /** Somebody of whom the target does not know yet. */
  somebody(options: { source?: string; email?: string; as?: KeyRole } = {}): Somebody {
    return new Somebody(this.as(options.as ?? 'main'), this.names, options);
  }

  /** Somebody whom the target has just been told of by an upsert of these fields. */
  async known(fields: object = {}, options: { source?: string } = {}): Promise<Somebody> {
    const somebody = this.somebody(options);
    (await somebody.upsert(fields)).is(201);
    return somebody;
  }

  /** What the rules of a run share, made when the first of them asks for it. */
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const made = (this.#made.get(name) as Promise<T> | undefined) ?? make();
    this.#made.set(name, made);
    return made;
  }
}
