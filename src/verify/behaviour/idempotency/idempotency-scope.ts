import { behaviour } from '../../rule.ts';
import type { RuleContext } from '../../rule-context.ts';
import type { TargetResponse } from '../../target-response.ts';
import { SOURCE } from '../../test-ids.ts';

type Headers = Record<string, string>;

function freshKey({ names }: RuleContext): Headers {
  return { 'Idempotency-Key': names.idempotencyKey() };
}

/** Checks that a response is the first one to its request. */
function isNew(response: TargetResponse, status: number): TargetResponse {
  return response.is(status).lacksHeader('Idempotency-Replayed');
}

function item({ names }: RuleContext): { external_id: string; email: string } {
  return { external_id: names.externalId(), email: names.email() };
}

export const IDEMPOTENCY_SCOPE = behaviour('idempotency', 'Idempotency', {
  'scope-operation': {
    cites: 'I3',
    rule: 'A key applies to one operation: the same key with another operation is a new request.',
    async run(context) {
      const headers = freshKey(context);
      isNew(await context.newCustomer().create({}, headers), 201);
      const body = { source: SOURCE, customers: [item(context)] };
      const batch = await context.api.call('batchUpsertCustomers', { headers, body });
      isNew(batch, 200).has({ created: 1 });
    },
  },
  'scope-source': {
    cites: 'I3',
    rule: 'A key applies to one path: the same key and external id with another source is a new request.',
    async run(context) {
      const headers = freshKey(context);
      const { externalId } = context.newCustomer();
      for (const source of [SOURCE, `${SOURCE}-b`]) {
        const options = { path: { source, externalId }, headers, body: { email: context.names.email() } };
        isNew(await context.api.call('upsertCustomerByExternalId', options), 201);
      }
    },
  },
  'scope-id': {
    cites: 'I3',
    rule: 'A key applies to one path: the same key and body with another id is a new request.',
    async run(context) {
      const headers = freshKey(context);
      const [one, other] = [await context.existingCustomer(), await context.existingCustomer()];
      isNew(await one.patch({ name: 'Ada' }, headers), 200);
      isNew(await other.patch({ name: 'Ada' }, headers), 200);
      (await other.read()).is(200, { data: { name: 'Ada' } });
    },
  },
  'scope-case': {
    cites: 'I3',
    rule: 'The case of a source and of a UUID in the path does not make another request.',
    async run(context) {
      const customer = context.newCustomer();
      const key = freshKey(context);
      const first = (await customer.upsert({}, key)).is(201);
      const path = { ...customer.reference, source: customer.source.toUpperCase() };
      const options = { path, headers: key, body: { email: customer.email } };
      (await context.api.call('upsertCustomerByExternalId', options)).isReplayOf(first);
      const headers = freshKey(context);
      const patched = (await customer.patch({ name: 'Ada' }, headers)).is(200);
      const again = { path: { id: customer.id.toUpperCase() }, headers, body: { name: 'Ada' } };
      (await context.api.call('updateCustomer', again)).isReplayOf(patched);
    },
  },
  'key-bytes': {
    cites: 'I1',
    rule: 'A key is compared completely and byte for byte: keys that differ in their case or in the last of 255 characters are two.',
    async run(context) {
      const long = context.names.idempotencyKey().padEnd(254, 'x');
      for (const [one, other] of [
        [`${long}a`, `${long}b`],
        [`${context.names.idempotencyKey()}Z`, undefined],
      ]) {
        const customer = context.newCustomer();
        isNew(await customer.upsert({ name: 'One' }, { 'Idempotency-Key': one ?? '' }), 201);
        const next = other ?? one?.toLowerCase() ?? '';
        isNew(await customer.upsert({ name: 'Two' }, { 'Idempotency-Key': next }), 200);
      }
    },
  },
  'key-characters': {
    cites: 'I1',
    rule: 'A key may contain each visible ASCII character.',
    async run(context) {
      const visible = String.fromCharCode(...Array.from({ length: 94 }, (_, index) => 0x21 + index));
      const headers = { 'Idempotency-Key': `${context.names.idempotencyKey()}${visible}` };
      const customer = context.newCustomer();
      const first = isNew(await customer.upsert({}, headers), 201);
      (await customer.upsert({}, headers)).isReplayOf(first);
    },
  },
  query: {
    cites: 'I4',
    rule: 'The query is part of the request: the same key with another query is refused with 409.',
    async run(context) {
      const headers = freshKey(context);
      const body = { source: SOURCE, customers: [item(context)] };
      isNew(await context.api.call('batchUpsertCustomers', { headers, body }), 200);
      const other = { headers, body, query: { atomic: true } };
      (await context.api.call('batchUpsertCustomers', other)).refuses(409, 'idempotency_conflict');
    },
  },
  'query-order': {
    cites: 'I4',
    rule: 'The order of the parameters of a query does not make another request.',
    async run(context) {
      const headers = freshKey(context);
      const body = { source: SOURCE, customers: [item(context)] };
      const put = (query: string) =>
        context.api.send({
          method: 'PUT',
          url: `/v2/customers/external/batch?${query}`,
          headers,
          body: JSON.stringify(body),
        });
      const first = isNew(await put('atomic=true&dry_run=false'), 200);
      (await put('dry_run=false&atomic=true')).isReplayOf(first);
    },
  },
  'if-none-match': {
    cites: 'I4',
    rule: 'If-None-Match is part of the request: the same key without it is refused with 409.',
    async run(context) {
      const customer = context.newCustomer();
      const key = freshKey(context);
      isNew(await customer.upsert({}, { ...key, 'If-None-Match': '*' }), 201);
      (await customer.upsert({}, key)).refuses(409, 'idempotency_conflict');
    },
  },
  headers: {
    cites: 'I2',
    rule: 'A replay has the stored headers: ETag, Upsert-Outcome and Location.',
    async run(context) {
      const customer = context.newCustomer();
      const key = freshKey(context);
      const first = isNew(await customer.upsert({ name: 'Ada' }, key), 201);
      (await customer.patch({ name: 'Later' })).is(200);
      const again = (await customer.upsert({ name: 'Ada' }, key)).isReplayOf(first);
      for (const name of ['ETag', 'Upsert-Outcome', 'Location']) again.hasHeader(name, first.header(name));
    },
  },
  'no-further-effect': {
    cites: 'I2',
    rule: 'A replay has no further effect: it undoes no later change and writes no event.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'First' });
      const [put, patch] = [freshKey(context), freshKey(context)];
      (await customer.upsert({ name: 'Put' }, put)).is(200);
      (await customer.patch({ city: 'Patched' }, patch)).is(200);
      (await customer.patch({ name: 'Later', city: 'Later' })).is(200);
      (await customer.upsert({ name: 'Put' }, put)).hasHeader('Idempotency-Replayed', 'true');
      (await customer.patch({ city: 'Patched' }, patch)).hasHeader('Idempotency-Replayed', 'true');
      (await customer.read()).is(200, { data: { name: 'Later', city: 'Later' } });
      (await customer.events()).is(200, { data: [{}, {}, {}, {}] });
    },
  },
  'error-request-id': {
    cites: 'I2',
    rule: 'A replayed error has the request_id of the first response, and an X-Request-Id of its own.',
    async run(context) {
      const owner = await context.existingCustomer();
      for (const [status, body] of [
        [409, { email: owner.email }],
        [400, { email: 7 }],
      ] as const) {
        const key = freshKey(context);
        const create = (id: string) => {
          const headers = { ...key, 'X-Request-Id': `${context.names.run}-${id}` };
          return context.api.call('createCustomer', { headers, body });
        };
        const first = (await create('first')).is(status);
        const again = (await create('second')).isReplayOf(first);
        again.hasHeader('X-Request-Id', `${context.names.run}-second`);
      }
    },
  },
  'kept-rejection': {
    cites: 'I7',
    rule: 'A 409 batch_rejected is stored.',
    async run(context) {
      const headers = freshKey(context);
      const body = { source: SOURCE, customers: [item(context), { ...item(context), email: 7 }] };
      const options = { headers, body, query: { atomic: true } };
      const first = (await context.api.call('batchUpsertCustomers', options)).refuses(409, 'batch_rejected');
      (await context.api.call('batchUpsertCustomers', options)).isReplayOf(first);
    },
  },
});
