import { chapter } from '../mutant.ts';

const MIDDLEWARE = 'http/middleware/idempotency.ts';
const KEY = 'domain/idempotency-key.ts';
const EXECUTE = 'writes/execute-write.ts';
const RULES = /idempotency|replay/i;

/** Executes writes of one type again instead of replaying them. */
function forgets(type: string): readonly [string, string, string] {
  return [EXECUTE, 'if (idempotency && isStored &&', `if (idempotency && isStored && type !== '${type}' &&`];
}

/** Does not store problems with this code. */
function loses(code: string): readonly [string, string, string] {
  return [KEY, `  '${code}',\n`, ''];
}

export const IDEMPOTENCY_MUTANTS = chapter('idempotency', {
  'upsert-again': ['A replay has no further effect.', RULES, forgets('upsert')],
  'post-again': ['A replay has no further effect.', RULES, forgets('create')],
  'patch-again': ['A replay has no further effect.', RULES, forgets('update')],
  'batch-again': ['A replay has no further effect.', RULES, forgets('upsertBatch')],
  'invalid-lost': ['A 400 invalid_request is stored.', RULES, loses('invalid_request')],
  'missing-lost': ['A 404 is stored.', RULES, loses('resource_missing')],
  'conflict-lost': ['A 409 conflict is stored.', RULES, loses('conflict')],
  'rejected-lost': ['A 409 batch_rejected is stored.', RULES, loses('batch_rejected')],
  'precondition-stored': [
    'A 412 is not stored.',
    RULES,
    [KEY, "  'conflict',\n", "  'conflict',\n  'precondition_failed',\n"],
  ],
  'stale-lost': [
    'A stale response is stored.',
    RULES,
    [
      EXECUTE,
      'if (idempotency && isStored &&',
      "if (idempotency && isStored && !(decision as { outcome?: string }).outcome?.includes('stale') &&",
    ],
  ],
  unmarked: [
    'A replay has Idempotency-Replayed: true.',
    RULES,
    [MIDDLEWARE, "'Idempotency-Replayed': 'true'", "'X-Replayed': 'true'"],
  ],
  'always-marked': [
    'Only a replay has Idempotency-Replayed.',
    RULES,
    [MIDDLEWARE, 'if (!response.isReplay) return response;', ''],
  ],
  'status-200': [
    'A replay has the stored status.',
    RULES,
    [KEY, '{ ...stored.response, isReplay: true }', '{ ...stored.response, status: 200, isReplay: true }'],
  ],
  'bytes-differ': [
    'A replay has the exact stored bytes.',
    RULES,
    [
      KEY,
      '{ ...stored.response, isReplay: true }',
      '{ ...stored.response, body: `${stored.response.body} `, isReplay: true }',
    ],
  ],
  'headers-lost': [
    'A replay has the stored headers.',
    RULES,
    [KEY, '{ ...stored.response, isReplay: true }', '{ ...stored.response, headers: {}, isReplay: true }'],
  ],
  'created-false': [
    'A replay has the exact stored bytes.',
    RULES,
    [
      KEY,
      '{ ...stored.response, isReplay: true }',
      '{ ...stored.response, body: stored.response.body.replace(\'"created":true\', \'"created":false\'), isReplay: true }',
    ],
  ],
  'other-body-replayed': [
    'The same key with another body is a 409.',
    RULES,
    [MIDDLEWARE, '`${canonicalize(context.requestBody?.value)}', '`'],
  ],
  'bytes-compared': [
    'Bodies are compared as JSON values.',
    RULES,
    [MIDDLEWARE, 'canonicalize(context.requestBody?.value)', 'JSON.stringify(context.requestBody?.value)'],
  ],
  'other-query-replayed': [
    'The same key with another query is a 409.',
    RULES,
    [MIDDLEWARE, "\\n${query ?? ''}", '\\n'],
  ],
  'query-order': [
    'The order of the query has no meaning.',
    RULES,
    [MIDDLEWARE, '  parameters.sort();\n', ''],
  ],
  'other-condition-replayed': [
    'The same key with another condition is a 409.',
    RULES,
    [MIDDLEWARE, '\\n${JSON.stringify(conditions)}', ''],
  ],
  'if-none-match-replayed': [
    'The same key with another condition is a 409.',
    RULES,
    [MIDDLEWARE, "['if-match', 'if-none-match']", "['if-match']"],
  ],
  'any-operation': [
    'A key applies to one operation.',
    RULES,
    [MIDDLEWARE, 'operation.id, ...params', '...params'],
  ],
  'any-path': ['A key applies to one path.', RULES, [MIDDLEWARE, 'operation.id, ...params', 'operation.id']],
  'any-source': [
    'A key applies to one path, the source included.',
    RULES,
    [MIDDLEWARE, 'operation.id, ...params', 'operation.id, ...params.slice(-1)'],
  ],
  'path-as-sent': [
    'The paths of two requests are compared without regard to the case of the source.',
    RULES,
    [MIDDLEWARE, 'operation.id, ...params', 'operation.id, context.request.url'],
  ],
  'key-case': [
    'An Idempotency-Key is compared byte for byte.',
    RULES,
    [MIDDLEWARE, '...params, idempotencyKey]', '...params, idempotencyKey.toLowerCase()]'],
  ],
  'key-cut': [
    'An Idempotency-Key is compared completely.',
    RULES,
    [MIDDLEWARE, '...params, idempotencyKey]', '...params, idempotencyKey.slice(0, 64)]'],
  ],
  'conflict-executes': [
    'The same key with another request has no effect.',
    RULES,
    [KEY, 'if (stored.fingerprint !== idempotency.fingerprint) throw idempotencyConflict();', ''],
  ],
  'at-once': [
    'Of simultaneous requests with one key, one has the effect.',
    RULES,
    [MIDDLEWARE, 'if (other !== undefined)', 'if (false)'],
    [
      EXECUTE,
      'if (stored) return replay(idempotency, stored);',
      'if (stored && type !== "upsertBatch") return replay(idempotency, stored);',
    ],
  ],
  'request-id-of-first': [
    'A replay has an X-Request-Id of its own.',
    RULES,
    [
      EXECUTE,
      ': serializeResponse(rendered);',
      ": serializeResponse({ ...rendered, headers: { ...rendered.headers, 'X-Request-Id': requestId } });",
    ],
  ],
  'new-request-id-in-error': [
    'A replayed error has the request_id of the first time.',
    RULES,
    [
      MIDDLEWARE,
      'if (stored) return markReplay(stored);',
      'if (stored) return markReplay({ ...stored, body: stored.body.replace(/"request_id":"[^"]*"/, `"request_id":"${context.requestId}"`) });',
    ],
  ],
  'effect-of-replay': [
    'A replay has no further effect, also after later changes.',
    RULES,
    [
      EXECUTE,
      'if (stored) return replay(idempotency, stored);',
      'if (stored) { const again = replay(idempotency, stored); if (type === "update") decide(request, unitOfWork); return again; }',
    ],
  ],
});
