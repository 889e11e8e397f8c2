import type { Operation } from '../../contract/operations.ts';
import type { Rule } from '../rule.ts';
import type { RuleContext } from '../rule-context.ts';
import type { GoodRequests } from './good-request.ts';
import { shapeRule } from './shape-rule.ts';

/** Creates the rules that an operation reads a body exactly at each limit, and JSON in each spelling of its media type. */
export function bodyLimitRules(operation: Operation, good: GoodRequests): Rule[] {
  if (!operation.body) return [];
  const { bytes, levels } = operation.body.limit;
  const send = async (context: RuleContext, change: (json: object) => string, type?: string) => {
    const request = await good.of(operation, context);
    const body = change(request.body as object);
    const headers = type === undefined ? {} : { 'Content-Type': type };
    (await context.api.call(operation.id, { ...request, body, headers })).isSuccess();
  };
  return [
    shapeRule(operation, {
      name: 'accepts.largest-body',
      cites: 'V7',
      sentence: `A body of exactly ${bytes} bytes is accepted.`,
      needs: ['dedicated'],
      run: (context) =>
        send(context, (json) => {
          const text = JSON.stringify(json);
          return text + ' '.repeat(bytes - Buffer.byteLength(text));
        }),
    }),
    shapeRule(operation, {
      name: 'accepts.deepest-body',
      cites: 'V7',
      sentence: `A body of exactly ${levels} levels is accepted; an unknown field has no effect.`,
      needs: ['dedicated'],
      run: (context) =>
        send(context, (json) => {
          const deep = `${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}`;
          return `${JSON.stringify(json).slice(0, -1)},"verify_unknown":${deep}}`;
        }),
    }),
    shapeRule(operation, {
      name: 'refuses.one-level-more',
      cites: 'V7',
      sentence: `A body of ${levels + 1} levels is refused with 400 body_too_deep.`,
      needs: ['dedicated'],
      run: async (context) => {
        const request = await good.of(operation, context);
        const deep = `${'['.repeat(levels)}${']'.repeat(levels)}`;
        const body = `${JSON.stringify(request.body ?? {}).slice(0, -1)},"verify_unknown":${deep}}`;
        const response = await context.api.call(operation.id, { ...request, body });
        response.refuses(400, 'invalid_request', { reason: 'body_too_deep' });
      },
    }),
    ...['Application/JSON', 'application/json;charset=utf-8', 'application/json; charset="UTF-8"'].map(
      (type, index) =>
        shapeRule(operation, {
          name: `accepts.content-type-${index + 1}`,
          cites: 'R4',
          sentence: `A body with the Content-Type ${type} is accepted.`,
          run: (context) => send(context, JSON.stringify, type),
        }),
    ),
  ];
}
