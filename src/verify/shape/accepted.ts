import type { Operation } from '../../contract/operations.ts';
import type { Rule } from '../rule.ts';
import type { GoodRequests } from './good-request.ts';
import { type ShapeRule, shapeRule } from './shape-rule.ts';

/** Creates the rules that an operation accepts each example of its body and the example of each parameter. */
export function acceptedRules(operation: Operation, good: GoodRequests): Rule[] {
  return [...bodyRules(operation, good), ...parameterRules(operation, good)].map((rule) =>
    shapeRule(operation, rule),
  );
}

function bodyRules(operation: Operation, good: GoodRequests): ShapeRule[] {
  const examples = Object.keys(operation.body?.examples ?? {});
  if (examples.length === 0) examples.push('');
  return examples.map((example) => ({
    name: `accepts.${example || 'a-request'}`,
    sentence: example ? `It accepts the example "${example}".` : 'It accepts a request.',
    run: async (context) => {
      const request = await good.of(operation, context, example || undefined);
      (await context.api.call(operation.id, request)).isSuccess();
    },
  }));
}

function parameterRules(operation: Operation, good: GoodRequests): ShapeRule[] {
  return operation.parameters
    .filter((parameter) => parameter.in !== 'path' && exampleOf(parameter) !== undefined)
    .map((parameter) => ({
      name: `accepts.${parameter.in}-${parameter.name}`,
      sentence: `It accepts the spec's example of ${parameter.in} ${parameter.name}.`,
      run: async (context) => {
        const request = await good.of(operation, context);
        const value = context.names.headerReplacementFor(parameter.name) ?? String(exampleOf(parameter));
        const sent = { [parameter.name]: value };
        const more = parameter.in === 'query' ? { query: sent } : { headers: sent };
        const response = await context.api.call(operation.id, { ...request, ...more });
        // The operation accepts a condition whether or not it holds.
        if ([304, 412].includes(response.status) && parameter.name.startsWith('If-')) response.matchesSpec();
        else response.isSuccess();
      },
    }));
}

function exampleOf({ example, schema }: Operation['parameters'][number]): unknown {
  return example ?? schema.enum?.[0];
}
