import type { Operation, Parameter } from '../../contract/operations.ts';
import type { TargetCallOptions } from '../api.ts';
import { SkipRule } from '../requirements.ts';
import type { RuleContext } from '../rule-context.ts';

/** A request that an operation should accept, by the names of the spec. */
export type GoodRequest = Required<Pick<TargetCallOptions, 'path' | 'headers' | 'query'>> &
  Pick<TargetCallOptions, 'body'>;

/**
 * Creates requests that operations should accept. It takes them from the examples of the spec, replaces the ids and
 * emails in them by new ones of the run, and uses ids of existing resources.
 */
export class GoodRequests {
  readonly #operations: readonly Operation[];

  constructor(operations: readonly Operation[]) {
    this.#operations = operations;
  }

  /** @param example of the body; default: the first one. */
  async of(operation: Operation, context: RuleContext, example?: string): Promise<GoodRequest> {
    const path: Record<string, string> = {};
    for (const parameter of operation.parameters) {
      if (parameter.in === 'path')
        path[parameter.name] = await this.#pathValue(operation, parameter, context);
    }
    if (operation.method === 'get') await this.#createResource(operation, path, context);
    const body = this.#body(operation, context, example);
    return { path, query: {}, headers: {}, ...(body && { body }) };
  }

  #body({ body }: Operation, context: RuleContext, example?: string): object | undefined {
    if (!body) return undefined;
    const name = example ?? Object.keys(body.examples)[0] ?? '';
    return withTestIds(body.examples[name], context) as object;
  }

  async #pathValue(operation: Operation, parameter: Parameter, context: RuleContext): Promise<string> {
    if (context.target.kind === 'mock') return String(parameter.example);
    if (parameter.name === 'merchantId') return context.once('the merchant id', () => merchantIdOf(context));
    if (parameter.schema.format !== 'uuid')
      return context.names.replacementFor(parameter.name) ?? String(parameter.example);
    const [list = ''] = operation.path.split(`/{${parameter.name}}`, 1);
    return context.once(`an id in ${list}`, () => this.#idIn(list, context));
  }

  /** Returns an id of a list: that of a resource created for the run, so that no other one changes, or else the first. */
  async #idIn(list: string, context: RuleContext): Promise<string> {
    const poster = this.#at('post', list);
    if (poster && context.mayWrite) {
      const created = await context.api.call(poster.id, await this.of(poster, context));
      return created.is(201).text('data.id');
    }
    const lister = this.#at('get', list);
    if (!lister) throw new Error(`The spec has no operation that lists ids for ${list}/{…}.`);
    if (context.mayWrite) await context.once('a customer', () => context.existingCustomer());
    const found = await context.api.call(lister.id, { query: { limit: 1 } });
    if (found.is(200).list('data').length === 0) throw new SkipRule(`a resource in ${list}`);
    return found.text('data.0.id');
  }

  /** Creates the resource before it is read, if the path has a PUT. */
  async #createResource(
    operation: Operation,
    path: Readonly<Record<string, string>>,
    context: RuleContext,
  ): Promise<void> {
    const putter = this.#at('put', operation.path);
    if (!putter || context.target.kind === 'mock') return;
    if (!context.mayWrite) throw new SkipRule('to write; --readonly is set');
    const body = this.#body(putter, context);
    (await context.api.call(putter.id, { path, ...(body && { body }) })).isSuccess();
  }

  #at(method: Operation['method'], path: string): Operation | undefined {
    return this.#operations.find((operation) => operation.method === method && operation.path === path);
  }
}

/** Returns the id of the merchant of the main key, which each of its customers contains. */
export async function merchantIdOf(context: RuleContext): Promise<string> {
  if (context.mayWrite) await context.once('a customer', () => context.existingCustomer());
  const found = await context.api.call('listCustomers', { query: { limit: 1 } });
  if (found.is(200).list('data').length === 0) throw new SkipRule('a customer, which names the merchant');
  return found.text('data.0.merchantId');
}

/** Copies an example, with new values of the run for the fields that must be unique. */
function withTestIds(value: unknown, context: RuleContext): unknown {
  if (Array.isArray(value)) return value.map((item) => withTestIds(item, context));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      typeof inner === 'string' ? (context.names.replacementFor(name) ?? inner) : withTestIds(inner, context),
    ]),
  );
}
