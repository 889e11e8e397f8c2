import { chapter } from '../mutant.ts';

const RESPONSE = 'writes/responses.ts';
const PROBLEM = 'domain/problem.ts';
const GATE = 'domain/keys/key-gate.ts';
const HEAD = 'http/request/request-head.ts';
const AUTHENTICATE = 'http/middleware/authenticate.ts';
const ANY = /./;

export const ERROR_MUTANTS = chapter('errors', {
  'no-request-id': [
    'Each error has a request_id.',
    ANY,
    [RESPONSE, 'request_id: requestId', "...(requestId === '' && { request_id: requestId })"],
  ],
  flat: [
    'Each error has the form {"error": {…}}.',
    ANY,
    [RESPONSE, 'body: { error } }', 'body: error as never }'],
  ],
  'wrong-type': [
    'The type of idempotency_conflict is idempotency_error.',
    /idempotency|shape|order/,
    [
      RESPONSE,
      "idempotency_conflict: { status: 409, type: 'idempotency_error'",
      "idempotency_conflict: { status: 409, type: 'invalid_request_error'",
    ],
  ],
  'status-422': [
    'invalid_request is a 400.',
    ANY,
    [RESPONSE, 'invalid_request: { status: 400', 'invalid_request: { status: 422'],
  ],
  'no-fields': [
    'details.fields maps each wrong field to its reasons.',
    /fields|refuses|batch|values/,
    [PROBLEM, "details: { reason: 'validation_error', fields }", "details: { reason: 'validation_error' }"],
  ],
  'first-field-only': [
    'details.fields maps each wrong field to its reasons.',
    /fields/,
    [
      PROBLEM,
      "details: { reason: 'validation_error', fields }",
      "details: { reason: 'validation_error', fields: Object.fromEntries(Object.entries(fields).slice(0, 1)) }",
    ],
  ],
  'no-param': ['param names the field.', ANY, [PROBLEM, '...(param && { param }),\n    details', 'details']],
  'request-id-replaced': [
    'A well-formed X-Request-Id is kept.',
    /request-id|X-Request-Id|event/i,
    [
      HEAD,
      "typeof sent === 'string' && WELL_FORMED_ID.test(sent) ? sent : makeRequestId()",
      'sent === "never" ? sent : makeRequestId()',
    ],
  ],
  'request-id-not-checked': [
    'A malformed X-Request-Id is replaced.',
    /request-id/,
    [HEAD, 'WELL_FORMED_ID.test(sent) ? sent', 'sent.length > 0 ? sent'],
  ],
  'request-id-shorter': [
    'An X-Request-Id can have 128 characters.',
    /request-id/,
    [HEAD, '{1,128}', '{1,64}'],
  ],
  'no-www-authenticate': [
    'A 401 has WWW-Authenticate.',
    /key|shape/,
    [RESPONSE, 'headers: { \'WWW-Authenticate\': \'ApiKey realm="upsertd", header="x-api-key"\' },', ''],
  ],
  'no-required-scope': [
    'insufficient_scope has details.required.',
    /key|scope/,
    [
      'domain/keys/key-problems.ts',
      "details: { reason: 'insufficient_scope', required: [required] }",
      "details: { reason: 'insufficient_scope' }",
    ],
  ],
  'no-retry-after': [
    'idempotency_in_progress has Retry-After.',
    /at-once|progress|shape/,
    [
      RESPONSE,
      "idempotency_in_progress: { status: 409, type: 'idempotency_error', headers: { 'Retry-After': '1' } }",
      "idempotency_in_progress: { status: 409, type: 'idempotency_error' }",
    ],
  ],
  'unknown-is-malformed': [
    'A well-formed key that does not exist is unknown_key.',
    /key/,
    [GATE, "throw unauthenticated('unknown_key')", "throw unauthenticated('malformed_key')"],
  ],
  'missing-is-403': [
    'A missing key is a 401.',
    /key|authentication/,
    [GATE, "if (!text) throw unauthenticated('missing_key');", 'if (!text) throw addressNotAllowed();'],
  ],
  'revoked-accepted': [
    'A revoked key is a 401.',
    /revoked/,
    [GATE, 'if (key.revokedAt !== undefined)', 'if (false)'],
  ],
  'scope-ignored': [
    'A key without the scope is a 403.',
    /scope|readonly/,
    ['http/middleware/require-scope.ts', 'if (!grants(scopes, scope))', 'if (false)'],
  ],
  'read-includes-write': [
    'A key without the scope is a 403.',
    /scope|readonly/,
    ['domain/keys/key-gate.ts', 'scope === `${resource}:*`', 'scope.startsWith(`${resource}:`)'],
  ],
  'modes-shared': [
    'Sandbox and live data never meet.',
    /isolation/,
    [
      AUTHENTICATE,
      'context.caller = await admit(credential, (hash) => keys.find(hash), now);',
      "context.caller = { ...(await admit(credential, (hash) => keys.find(hash), now)), mode: 'sandbox' };",
    ],
  ],
  'merchants-shared': [
    'Data of two merchants never meets.',
    /isolation/,
    [
      AUTHENTICATE,
      'context.caller = await admit(credential, (hash) => keys.find(hash), now);',
      'context.caller = await admit(credential, (hash) => keys.find(hash), now);\n    context.caller = { ...context.caller, merchantId: ((globalThis as { [name: string]: unknown })[import.meta.url] ??= context.caller.merchantId) as string };',
    ],
  ],
  'events-of-other-mode': [
    'Events of sandbox and live never meet.',
    /isolation/,
    [
      'http/handlers/events.ts',
      'store.events.list(caller,',
      "store.events.list({ ...caller, mode: 'sandbox' },",
    ],
  ],
  'event-of-other-mode': [
    'Events of sandbox and live never meet.',
    /isolation/,
    [
      'http/handlers/events.ts',
      'store.events.find(caller,',
      "store.events.find({ ...caller, mode: 'sandbox' },",
    ],
  ],
  'list-of-other-mode': [
    'Customers of sandbox and live never meet.',
    /isolation/,
    [
      'http/handlers/customers.ts',
      'readCustomerPage(caller,',
      "readCustomerPage({ ...caller, mode: 'sandbox' },",
    ],
  ],
  'search-of-other-merchant': [
    'Customers of two merchants never meet.',
    /isolation/,
    [
      'http/handlers/customers.ts',
      'readCustomerPage(caller,',
      "readCustomerPage(query.search ? { ...caller, mode: 'sandbox' } : caller,",
    ],
  ],
});
