import type { Operation, Parameter } from '../../contract/operations.ts';
import type { TargetCallOptions } from '../api.ts';
import { SkipRule } from '../requirements.ts';
import type { RuleContext } from '../rule-context.ts';

/** A request that an operation should accept, in the words of the spec. */
export type GoodRequest = Required<Pick<TargetCallOptions, 'path' | 'headers' | 'query'>> &
  Pick<TargetCallOptions, 'body'>;

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
  async of(operation: Operation, context: RuleContext, example?: string): Promise<GoodRequest> {
    const path: Record<string, string> = {};
    for (const parameter of operation.parameters) {
      if (parameter.in === 'path')
        path[parameter.name] = await this.#pathValue(operation, parameter, context);
    }
    if (operation.method === 'get') await this.#putThere(operation, path, context);
    const body = this.#body(operation, context, example);
    return { path, query: {}, headers: {}, ...(body && { body }) };
  }

  #body({ body }: Operation, context: RuleContext, example?: string): object | undefined {
    if (!body) return undefined;
    const name = example ?? Object.keys(body.examples)[0] ?? '';
    return personal(body.examples[name], context) as object;
  }

  async #pathValue(operation: Operation, parameter: Parameter, context: RuleContext): Promise<string> {
    if (context.target.kind === 'mock') return String(parameter.example);
    if (parameter.schema.format !== 'uuid')
      return context.names.inPlaceOf(parameter.name) ?? String(parameter.example);
    const [list = ''] = operation.path.split(`/{${parameter.name}}`, 1);
    return context.once(`an id in ${list}`, () => this.#idIn(list, context));
  }

  /** An id in a list: of something that was put there for it, so that nobody else's is touched, or the first one. */
  async #idIn(list: string, context: RuleContext): Promise<string> {
    const poster = this.#at('post', list);
    if (poster && context.mayWrite) {
      const made = await context.api.call(poster.id, await this.of(poster, context));
      return made.is(201).text('data.id');
    }
    const lister = this.#at('get', list);
    if (!lister) throw new Error(`The spec does not say how to find an id for ${list}/{…}.`);
    if (context.mayWrite) await context.once('somebody', () => context.existingCustomer());
    const found = await context.api.call(lister.id, { query: { limit: 1 } });
    if (found.is(200).list('data').length === 0) throw new SkipRule(`something to read in ${list}`);
    return found.text('data.0.id');
  }

  /** What can be put at a path is put there before it is read. */
  async #putThere(
    operation: Operation,
    path: Readonly<Record<string, string>>,
    context: RuleContext,
  ): Promise<void> {
    const putter = this.#at('put', operation.path);
    if (!putter || context.target.kind === 'mock') return;
    if (!context.mayWrite) throw new SkipRule('to write; --readonly was given');
    const body = this.#body(putter, context);
    (await context.api.call(putter.id, { path, ...(body && { body }) })).isSuccess();
  }

  #at(method: Operation['method'], path: string): Operation | undefined {
    return this.#operations.find((operation) => operation.method === method && operation.path === path);
  }
}

/** An example with the values exchanged that must be ours alone. */
function personal(value: unknown, context: RuleContext): unknown {
  if (Array.isArray(value)) return value.map((item) => personal(item, context));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      typeof inner === 'string' ? (context.names.inPlaceOf(name) ?? inner) : personal(inner, context),
    ]),
  );
}
