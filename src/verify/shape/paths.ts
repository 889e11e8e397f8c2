import { writePath } from '../../client/path.ts';
import { METHODS } from '../../contract/document.ts';
import type { Operation } from '../../contract/operations.ts';
import type { Rule } from '../rule.ts';
import type { GoodRequests } from './good-request.ts';

/** Creates the rules about requests that match no operation. */
export function pathRules(operations: readonly Operation[], good: GoodRequests): Rule[] {
  const templates = [...new Set(operations.map(({ path }) => path))];
  return [unknownPath(), ...templates.flatMap((path) => wrongMethod(path, operations, good))];
}

function unknownPath(): Rule {
  return {
    id: 'shape.paths.unknown',
    group: 'Paths',
    sentence: 'A path that is not in the spec is refused with 404.',
    needs: ['dedicated'],
    run: async ({ api, names }) => {
      (await api.send({ method: 'GET', url: `/v2/${names.run}` })).refuses(404, 'resource_missing');
    },
  };
}

function wrongMethod(path: string, operations: readonly Operation[], good: GoodRequests): Rule[] {
  const declared = operations.filter((operation) => operation.path === path);
  const absent = METHODS.findLast((method) => !declared.some((operation) => operation.method === method));
  const [first] = declared;
  if (!absent || !first) return [];
  const reader = declared.find(({ method }) => method === 'get') ?? first;
  return [
    {
      id: `shape.paths.${reader.id}.wrong-method`,
      group: 'Paths',
      sentence: `${absent.toUpperCase()} ${path} is refused with 405 and Allow.`,
      needs: ['dedicated', ...(reader.method === 'get' ? [] : (['writing'] as const))],
      run: async (context) => {
        const { path: values } = await good.of(reader, context);
        const response = await context.api.send({
          method: absent.toUpperCase(),
          url: writePath(path, values),
        });
        response.refuses(405, 'method_not_allowed');
        for (const { method } of declared)
          response.hasHeader('Allow', new RegExp(`\\b${method.toUpperCase()}\\b`));
      },
    },
  ];
}
