import type { Operation, Parameter } from '../../operations.ts';
import type { Asked } from '../api.ts';
import { Unmet } from '../needs.ts';
import type { Scene } from '../scene.ts';

/** A request that an operation should accept, in the words of the spec. */
export type GoodRequest = Required<Pick<Asked, 'path' | 'headers' | 'query'>> & Pick<Asked, 'body'>;

/**
 * Makes requests that operations should accept from nothing but the spec: its examples, with the names in them that must
 * be ours alone exchanged, and the ids of things that are there.
 */
export class GoodRequests {
  readonly #operations: readonly Operation[];

  constructor(operations: readonly Operation[]) {
    this.#operations = operations;
  }

  /** @param example of the body; the first one unless given. */
  async of(operation: Operation, scene: Scene, example?: string): Promise<GoodRequest> {
    const path: Record<string, string> = {};
    for (const parameter of operation.parameters) {
      if (parameter.in === 'path') path[parameter.name] = await this.#pathValue(operation, parameter, scene);
    }
    if (operation.method === 'get') await this.#putThere(operation, path, scene);
    const body = this.#body(operation, scene, example);
    return { path, query: {}, headers: {}, ...(body && { body }) };
  }

  #body({ body }: Operation, scene: Scene, example?: string): object | undefined {
    if (!body) return undefined;
    const name = example ?? Object.keys(body.examples)[0] ?? '';
    return personal(body.examples[name], scene) as object;
  }

  async #pathValue(operation: Operation, parameter: Parameter, scene: Scene): Promise<string> {
    if (scene.target.kind === 'mock') return String(parameter.example);
    if (parameter.schema.format !== 'uuid')
      return scene.names.inPlaceOf(parameter.name) ?? String(parameter.example);
    const [list = ''] = operation.path.split(`/{${parameter.name}}`, 1);
    return scene.once(`an id in ${list}`, () => this.#idIn(list, scene));
  }

  /** An id in a list: of something that was put there for it, so that nobody else's is touched, or the first one. */
  async #idIn(list: string, scene: Scene): Promise<string> {
    const poster = this.#at('post', list);
    if (poster && scene.mayWrite) {
      const made = await scene.api.call(poster.id, await this.of(poster, scene));
      return made.is(201).text('data.id');
    }
    const lister = this.#at('get', list);
    if (!lister) throw new Error(`The spec does not say how to find an id for ${list}/{…}.`);
    if (scene.mayWrite) await scene.once('somebody', () => scene.known());
    const found = await scene.api.call(lister.id, { query: { limit: 1 } });
    if (found.is(200).list('data').length === 0) throw new Unmet(`something to read in ${list}`);
    return found.text('data.0.id');
  }

  /** What can be put at a path is put there before it is read. */
  async #putThere(operation: Operation, path: Readonly<Record<string, string>>, scene: Scene): Promise<void> {
    const putter = this.#at('put', operation.path);
    if (!putter || scene.target.kind === 'mock') return;
    if (!scene.mayWrite) throw new Unmet('to write; --readonly was given');
    const body = this.#body(putter, scene);
    (await scene.api.call(putter.id, { path, ...(body && { body }) })).isSuccess();
  }

  #at(method: Operation['method'], path: string): Operation | undefined {
    return this.#operations.find((operation) => operation.method === method && operation.path === path);
  }
}

/** An example with the values exchanged that must be ours alone. */
function personal(value: unknown, scene: Scene): unknown {
  if (Array.isArray(value)) return value.map((item) => personal(item, scene));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      typeof inner === 'string' ? (scene.names.inPlaceOf(name) ?? inner) : personal(inner, scene),
    ]),
  );
}
