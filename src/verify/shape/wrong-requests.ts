import { type Document, resolve } from '../../contract/document.ts';
import type { Operation, Parameter } from '../../contract/operations.ts';
import { SchemaValidator } from '../../contract/schema-validator.ts';
import type { TargetCallOptions } from '../api.ts';
import type { Rule } from '../rule.ts';
import type { RuleContext } from '../rule-context.ts';
import type { TargetResponse } from '../target-response.ts';
import type { GoodRequest, GoodRequests } from './good-request.ts';
import { type ShapeRule, shapeRule } from './shape-rule.ts';
import { type WrongValue, wrongValues } from './wrong-values.ts';

/** Creates the rules that an operation refuses an invalid value for each keyword of each parameter and field. */
export class WrongRequests {
  readonly #document: Document;
  readonly #good: GoodRequests;
  readonly #values: SchemaValidator;
  readonly #texts: SchemaValidator;

  constructor(document: Document, good: GoodRequests) {
    this.#document = document;
    this.#good = good;
    this.#values = SchemaValidator.of(document);
    this.#texts = SchemaValidator.of(document, { coerce: true });
  }

  rules(operation: Operation): Rule[] {
    return [
      ...operation.parameters.flatMap((parameter) => this.#parameterRules(operation, parameter)),
      ...this.#fieldRules(operation),
    ].map((rule) => shapeRule(operation, rule));
  }

  #parameterRules(operation: Operation, parameter: Parameter): ShapeRule[] {
    const { name, in: place, schema } = parameter;
    const isPossible = (value: unknown) => canBeSent(place, value);
    return wrongValues(schema, this.#texts, { isPossible }).map((wrong) =>
      this.#refusal(operation, `${place}-${name}`, name, wrong, (good) => {
        const sent = { [name]: String(wrong.value) };
        if (place === 'path') return { ...good, path: { ...good.path, ...sent } };
        return place === 'query' ? { ...good, query: sent } : { ...good, headers: sent };
      }),
    );
  }

  #fieldRules(operation: Operation): ShapeRule[] {
    const { schema, examples } = operation.body ?? {};
    if (!schema) return [];
    const example = (Object.values(examples ?? {})[0] ?? {}) as Readonly<Record<string, unknown>>;
    const missing = (schema.required ?? []).map((name) =>
      this.#refusal(operation, `body-${name}`, name, MISSING, (good) => {
        const { [name]: _removed, ...rest } = good.body as Record<string, unknown>;
        return { ...good, body: rest };
      }),
    );
    const wrong = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      wrongValues(resolve(this.#document, property), this.#values, { example: example[name] }).map((value) =>
        this.#refusal(operation, `body-${name}`, name, value, (good) => ({
          ...good,
          body: { ...(good.body as object), [name]: value.value },
        })),
      ),
    );
    return [...missing, ...wrong];
  }

  #refusal(
    operation: Operation,
    place: string,
    name: string,
    { keyword, isOwnFormat }: WrongValue,
    invalidate: (good: GoodRequest) => TargetCallOptions,
  ): ShapeRule {
    return {
      name: `refuses.${place}.${keyword}`,
      sentence:
        keyword === 'required'
          ? `It refuses a body without ${name} with 400, which names the field.`
          : `It refuses a ${name} that breaks its ${keyword} with 400, which names the field.`,
      // A mock for any spec does not know the formats that JSON Schema does not define.
      ...(isOwnFormat && { needs: ['dedicated'] as const }),
      run: async (context) => {
        const response = await context.api.call(
          operation.id,
          invalidate(await this.#good.of(operation, context)),
        );
        refusesField(response, name, context);
      },
    };
  }
}

const MISSING: WrongValue = { keyword: 'required', value: undefined, isOwnFormat: false };

/** A mock for any spec responds with the same example for every invalid field. */
function refusesField(response: TargetResponse, name: string, { target }: RuleContext): void {
  response.refuses(400, 'invalid_request', target.isDedicated ? { param: name } : {});
}

/** Returns whether `fetch` can send a value unchanged: it folds or trims some values and refuses others. */
function canBeSent(place: Parameter['in'], value: unknown): boolean {
  const text = String(value);
  if (typeof value === 'object') return false;
  if (place === 'header') return /^[\x21-\x7E]([\x20-\x7E]*[\x21-\x7E])?$/.test(text);
  return place === 'query' ? text !== '' : !['', '.', '..'].includes(text);
}
