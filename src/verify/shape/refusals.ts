import type { Operation } from '../../contract/operations.ts';
import { makeSecret } from '../../domain/keys/key-gate.ts';
import type { Rule } from '../rule.ts';
import type { GoodRequests } from './good-request.ts';
import { type ShapeRule, shapeRule } from './shape-rule.ts';

/** Creates the rules about requests that each operation refuses, independent of its schemas. */
export function refusalRules(operation: Operation, good: GoodRequests): Rule[] {
  return [
    ...keyRules(operation, good),
    ...envelopeRules(operation, good),
    ...bodyRules(operation, good),
    ...missingRules(operation, good),
  ].map((rule) => shapeRule(operation, rule));
}

function keyRules(operation: Operation, good: GoodRequests): ShapeRule[] {
  const withKey = (key: string | null): ShapeRule['run'] => {
    return async (context) => {
      const request = await good.of(operation, context);
      const response = await context.api.call(operation.id, { ...request, headers: { 'x-api-key': key } });
      response.refuses(401, 'unauthenticated');
    };
  };
  return [
    { name: 'refuses.no-key', sentence: 'A request without a key is refused with 401.', run: withKey(null) },
    {
      name: 'refuses.mistyped-key',
      sentence: 'A request with a malformed key is refused with 401.',
      needs: ['memory'],
      run: withKey('rk_sandbox_mistyped'),
    },
    {
      name: 'refuses.unknown-key',
      sentence: 'A request with an unknown key is refused with 401.',
      needs: ['memory'],
      run: withKey(makeSecret('sandbox')),
    },
    {
      name: 'refuses.revoked-key',
      sentence: 'A request with a revoked key is refused with 401.',
      needs: ['memory', 'revoked'],
      run: async (context) => {
        const response = await context.as('revoked').call(operation.id, await good.of(operation, context));
        response.refuses(401, 'unauthenticated');
      },
    },
    ...(operation.method === 'get'
      ? []
      : [
          {
            name: 'refuses.readonly-key',
            sentence: `A request with a key that lacks the scope ${operation.scope} is refused with 403, which names the scope.`,
            needs: ['memory', 'readonly'] as const,
            run: async (context) => {
              const response = await context
                .as('readonly')
                .call(operation.id, await good.of(operation, context));
              response
                .refuses(403, 'permission_denied')
                .has({ error: { details: { required: [operation.scope] } } });
            },
          } satisfies ShapeRule,
        ]),
  ];
}

function envelopeRules(operation: Operation, good: GoodRequests): ShapeRule[] {
  return [
    {
      name: 'refuses.not-acceptable',
      sentence: 'A request whose Accept excludes JSON is refused with 406.',
      needs: ['dedicated'],
      run: async (context) => {
        const request = await good.of(operation, context);
        const response = await context.api.call(operation.id, {
          ...request,
          headers: { Accept: 'text/html' },
        });
        response.refuses(406, 'not_acceptable');
      },
    },
    {
      name: 'refuses.unknown-query',
      sentence: 'A query parameter that the spec does not declare is refused with 400.',
      needs: ['dedicated'],
      run: async (context) => {
        const request = await good.of(operation, context);
        const response = await context.api.call(operation.id, { ...request, query: { nonsense: '1' } });
        response.refuses(400, 'invalid_request', { param: 'nonsense' });
      },
    },
  ];
}

function bodyRules(operation: Operation, good: GoodRequests): ShapeRule[] {
  if (!operation.body) return [];
  const { bytes, levels, values } = operation.body.limit;
  const withBody = (body: string, status: number, code: string, reason?: string): ShapeRule['run'] => {
    return async (context) => {
      const request = await good.of(operation, context);
      const response = await context.api.call(operation.id, { ...request, body });
      response.refuses(status, code, reason === undefined ? {} : { reason });
    };
  };
  return [
    {
      name: 'refuses.other-type',
      sentence: 'A body whose Content-Type is not JSON is refused with 415.',
      run: async (context) => {
        const request = await good.of(operation, context);
        const response = await context.api.call(operation.id, {
          ...request,
          headers: { 'Content-Type': 'text/plain' },
        });
        response.refuses(415, 'unsupported_media_type');
      },
    },
    {
      name: 'refuses.no-body',
      sentence: 'A request without a body is refused with 400.',
      needs: ['dedicated'],
      run: withBody('', 400, 'invalid_request'),
    },
    {
      name: 'refuses.malformed-json',
      sentence: 'A body that is not JSON is refused with 400 malformed_json.',
      needs: ['dedicated'],
      run: withBody('{"email": ', 400, 'invalid_request', 'malformed_json'),
    },
    {
      name: 'refuses.too-deep',
      sentence: `A body of more than ${levels} levels is refused with 400 body_too_deep.`,
      needs: ['dedicated'],
      run: withBody(
        `{"metadata": ${'['.repeat(levels)}${']'.repeat(levels)}}`,
        400,
        'invalid_request',
        'body_too_deep',
      ),
    },
    {
      name: 'refuses.too-many-values',
      sentence: `A body of more than ${values} values is refused with 413.`,
      needs: ['dedicated'],
      run: withBody(`{"metadata": [${'0,'.repeat(values)}0]}`, 413, 'payload_too_large'),
    },
    {
      name: 'refuses.too-large',
      sentence: `A body of more than ${bytes} bytes is refused with 413.`,
      needs: ['dedicated'],
      run: withBody(`"${'x'.repeat(bytes)}"`, 413, 'payload_too_large'),
    },
  ];
}

function missingRules(operation: Operation, good: GoodRequests): ShapeRule[] {
  const last = operation.parameters.findLast((parameter) => parameter.in === 'path');
  // An upsert creates an unknown customer. The lists of an unknown customer have a rule of behaviour.
  // Another merchant is a 403, which a rule of behaviour checks.
  if (!last || operation.method === 'put' || last.name === 'merchantId') return [];
  return [
    {
      name: `refuses.unknown-${last.name}`,
      sentence: `An unknown ${last.name} is refused with 404.`,
      needs: ['memory'],
      run: async (context) => {
        const request = await good.of(operation, context);
        const { names } = context;
        const unknown = last.schema.format === 'uuid' ? names.unknownId() : names.externalId();
        const path = { ...request.path, [last.name]: unknown };
        (await context.api.call(operation.id, { ...request, path })).refuses(404, 'resource_missing');
      },
    },
  ];
}
