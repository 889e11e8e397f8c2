import type { TargetCallOptions } from '../../api.ts';
import { behaviour } from '../../rule.ts';

const UPSERT = '/v2/customers/external/upsertd-verify/checked';
const TOO_LARGE = `{"email": "${'x'.repeat(2 ** 20)}`;

/** Headers that one step refuses. Each rule sends a request that several steps would refuse, and corrects it for earlier steps. */
const WRONG_TYPE = { 'Content-Type': 'text/plain' };
const WRONG_ACCEPT = { Accept: 'text/html', ...WRONG_TYPE };
const WRONG_KEY = { 'x-api-key': null, ...WRONG_ACCEPT };
const WRONG_VERSION = { 'RevKeen-Version': '1999-01-01', ...WRONG_KEY };

/** The rules about the order of the steps: a request with two errors is refused for the error of the earlier step. */
export const ORDER_OF_JUDGEMENT = behaviour('order', 'The order of checks', {
  version: {
    cites: 'O1',
    rule: 'Step 1: an unknown RevKeen-Version is refused with 400 before the key is checked.',
    async run({ api }) {
      const response = await api.send({
        method: 'DELETE',
        url: '/v2/nowhere',
        headers: WRONG_VERSION,
        body: '{',
      });
      response.refuses(400, 'invalid_request', { reason: 'unsupported_version', param: 'RevKeen-Version' });
    },
  },
  authentication: {
    cites: 'O2',
    rule: 'Step 2: a request without a key is refused with 401 before the path is checked.',
    async run({ api }) {
      const response = await api.send({
        method: 'DELETE',
        url: '/v2/nowhere',
        headers: WRONG_KEY,
        body: '{',
      });
      response.refuses(401, 'unauthenticated', { reason: 'missing_key' });
    },
  },
  route: {
    cites: 'O3',
    rule: 'Step 3: an unknown path is refused with 404 before the scope and the content are checked.',
    async run({ api }) {
      const response = await api.send({
        method: 'PUT',
        url: '/v2/nowhere',
        headers: WRONG_ACCEPT,
        body: '{',
      });
      response.refuses(404, 'resource_missing');
    },
  },
  method: {
    cites: 'O3',
    rule: 'Step 3: a wrong method is refused with 405 and Allow before the content is checked.',
    async run({ api }) {
      const response = await api.send({ method: 'DELETE', url: UPSERT, headers: WRONG_ACCEPT, body: '{' });
      response.refuses(405, 'method_not_allowed').hasHeader('Allow', /\bPUT\b/);
    },
  },
  slash: {
    cites: 'R3',
    rule: 'Step 3: a doubled slash after the base URL is read as a single one.',
    onlyReads: true,
    async run({ api }) {
      const response = await api.send({ method: 'GET', url: '/v2//customers?limit=1' });
      response.is(200, { pagination: { limit: 1 } });
    },
  },
  scope: {
    cites: 'O4',
    rule: 'Step 4: a key without the scope is refused with 403 before the content is checked.',
    needs: ['readonly'],
    async run(context) {
      const response = await context
        .as('readonly')
        .send({ method: 'PUT', url: UPSERT, headers: WRONG_ACCEPT, body: '{' });
      response.refuses(403, 'permission_denied', { reason: 'insufficient_scope' });
    },
  },
  acceptable: {
    cites: 'O5',
    rule: 'Step 5: an Accept without JSON is refused with 406 before the size of the body is checked.',
    async run({ api }) {
      const response = await api.send({ method: 'PUT', url: UPSERT, headers: WRONG_ACCEPT, body: TOO_LARGE });
      response.refuses(406, 'not_acceptable');
    },
  },
  size: {
    cites: 'O5',
    rule: 'Step 5: a body over the limit is refused with 413 before its content type is checked.',
    async run({ api }) {
      const response = await api.send({ method: 'PUT', url: UPSERT, headers: WRONG_TYPE, body: TOO_LARGE });
      response.refuses(413, 'payload_too_large');
    },
  },
  type: {
    cites: 'O5',
    rule: 'Step 5: another content type is refused with 415 before the JSON is parsed.',
    async run({ api }) {
      const response = await api.send({ method: 'PUT', url: UPSERT, headers: WRONG_TYPE, body: '{' });
      response.refuses(415, 'unsupported_media_type');
    },
  },
  json: {
    cites: 'O5',
    rule: 'Step 5: malformed JSON is refused with 400 before the Idempotency-Key is looked up.',
    async run(context) {
      const customer = context.newCustomer();
      const headers = { 'Idempotency-Key': context.names.idempotencyKey() };
      (await customer.upsert({}, headers)).is(201);
      const options = { path: customer.reference, headers, body: '{' };
      const response = await context.api.call('upsertCustomerByExternalId', options);
      response.refuses(400, 'invalid_request', { reason: 'malformed_json' });
    },
  },
  idempotency: {
    cites: 'O6',
    rule: 'Step 6: an Idempotency-Key of another request is refused with 409 before the request is validated.',
    async run(context) {
      const customer = context.newCustomer();
      const headers = { 'Idempotency-Key': context.names.idempotencyKey() };
      (await customer.upsert({}, headers)).is(201);
      (await customer.upsert({ name: 7 }, headers)).refuses(409, 'idempotency_conflict');
    },
  },
  validation: {
    cites: 'O7',
    rule: 'Step 7: a request that breaks the spec is refused with 400 before its conditions are checked.',
    async run(context) {
      const customer = await context.existingCustomer();
      const response = await customer.upsert({ name: 7 }, { 'If-Match': '"0"' });
      response.refuses(400, 'invalid_request', { reason: 'validation_error', param: 'name' });
    },
  },
  'validation-before-store': {
    cites: 'O7',
    rule: 'Step 7: a request that breaks the spec is refused with 400 before the customer is looked up.',
    async run({ api, names }) {
      const options: TargetCallOptions = { path: { id: names.unknownId() }, body: { email: 7 } };
      (await api.call('updateCustomer', options)).refuses(400, 'invalid_request', { param: 'email' });
    },
  },
  conditions: {
    cites: 'O8',
    rule: 'Step 8: a condition that does not hold is refused with 412 before the stale rule is applied.',
    async run(context) {
      const customer = await context.existingCustomer({ external_updated_at: '2020-01-02T00:00:00Z' });
      const older = { external_updated_at: '2020-01-01T00:00:00Z' };
      (await customer.upsert(older, { 'If-Match': '"0"' })).refuses(412, 'precondition_failed');
    },
  },
  stale: {
    cites: 'O9',
    rule: 'Step 9: a stale update is ignored before an email of another customer is refused as a conflict.',
    async run(context) {
      const other = await context.existingCustomer();
      const customer = await context.existingCustomer({ external_updated_at: '2020-01-02T00:00:00Z' });
      const older = { email: other.email, external_updated_at: '2020-01-01T00:00:00Z' };
      (await customer.upsert(older)).is(200, { ignored: true, reason: 'stale_update' });
    },
  },
});
