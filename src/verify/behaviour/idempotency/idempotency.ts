import { behaviour } from '../../rule.ts';
import type { RuleContext } from '../../rule-context.ts';

/** Returns the header of a new Idempotency-Key. */
function freshKey({ names }: RuleContext) {
  return { 'Idempotency-Key': names.idempotencyKey() };
}

export const IDEMPOTENCY = behaviour('idempotency', 'Idempotency', {
  replay: {
    cites: 'I2',
    rule: 'The same request under the same key returns the stored status and the exact stored bytes, with Idempotency-Replayed: true.',
    async run(context) {
      const customer = context.newCustomer();
      const key = freshKey(context);
      const first = await customer.upsert({ name: 'Ada' }, key);
      first.is(201).lacksHeader('Idempotency-Replayed');
      (await customer.upsert({ name: 'Ada' }, key)).isReplayOf(first);
    },
  },
  'replay-post': {
    cites: 'I2',
    rule: 'A POST is replayed: one customer is created, and Location is returned again.',
    async run(context) {
      const customer = context.newCustomer();
      const key = freshKey(context);
      const first = await customer.create({ name: 'Ada' }, key);
      const again = await customer.create({ name: 'Ada' }, key);
      again.isReplayOf(first.is(201)).hasHeader('Location', first.header('Location'));
    },
  },
  'replay-patch': {
    cites: 'I2',
    rule: 'A PATCH is replayed, also after later changes.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada' });
      const key = freshKey(context);
      const first = await customer.patch({ name: 'Second' }, key);
      (await customer.patch({ name: 'Third' })).is(200);
      (await customer.patch({ name: 'Second' }, key)).isReplayOf(first.is(200));
      (await customer.read()).is(200, { data: { name: 'Third' } });
    },
  },
  'request-id': {
    cites: 'I2',
    rule: 'A replay has an X-Request-Id of its own.',
    async run(context) {
      const customer = context.newCustomer();
      const key = freshKey(context);
      (await customer.upsert({}, { ...key, 'X-Request-Id': `${context.names.run}-one` })).is(201);
      const again = await customer.upsert({}, { ...key, 'X-Request-Id': `${context.names.run}-two` });
      again.hasHeader('Idempotency-Replayed', 'true').hasHeader('X-Request-Id', `${context.names.run}-two`);
    },
  },
  'same-json': {
    cites: 'I4',
    rule: 'Bodies are compared as JSON values; the order of names and white space are ignored.',
    async run(context) {
      const { reference: path, email } = context.newCustomer();
      const headers = freshKey(context);
      const put = (body: string) => context.api.call('upsertCustomerByExternalId', { path, headers, body });
      const first = await put(`{"email":"${email}","name":"Ada"}`);
      (await put(`{ "name": "Ada", "email": "${email}" }`)).isReplayOf(first.is(201));
    },
  },
  conflict: {
    cites: 'I5',
    rule: 'Another request under the same key is refused with 409 idempotency_conflict, and has no effect.',
    async run(context) {
      const customer = context.newCustomer();
      const key = freshKey(context);
      (await customer.upsert({ name: 'Ada' }, key)).is(201);
      const other = await customer.upsert({ name: 'Other' }, key);
      other.refuses(409, 'idempotency_conflict', { param: 'Idempotency-Key' });
      (await customer.read()).is(200, { data: { name: 'Ada' } });
    },
  },
  conditions: {
    cites: 'I4',
    rule: 'The conditional headers are part of the request: the same key with another If-Match is refused with 409.',
    async run(context) {
      const customer = await context.existingCustomer();
      const key = freshKey(context);
      (await customer.patch({ name: 'Ada' }, { ...key, 'If-Match': '*' })).is(200);
      (await customer.patch({ name: 'Ada' }, key)).refuses(409, 'idempotency_conflict');
    },
  },
  scope: {
    cites: 'I3',
    rule: 'A key applies to one path: the same key for another customer is a new request.',
    async run(context) {
      const key = freshKey(context);
      (await context.newCustomer().upsert({}, key)).is(201);
      (await context.newCustomer().upsert({}, key)).is(201).lacksHeader('Idempotency-Replayed');
    },
  },
  'kept-refusal': {
    cites: 'I7',
    rule: 'A 400 invalid_request, a 404 and a 409 conflict are stored.',
    async run(context) {
      const owner = await context.existingCustomer();
      const body = { email: owner.email };
      const path = { id: context.names.unknownId() };
      const refused = [
        { status: 400, again: (headers: Record<string, string>) => owner.upsert({ name: 7 }, headers) },
        {
          status: 404,
          again: (headers: Record<string, string>) =>
            context.api.call('updateCustomer', { path, headers, body: {} }),
        },
        {
          status: 409,
          again: (headers: Record<string, string>) => context.api.call('createCustomer', { headers, body }),
        },
      ];
      for (const { status, again } of refused) {
        const key = freshKey(context);
        (await again(key)).is(status).lacksHeader('Idempotency-Replayed');
        (await again(key)).is(status).hasHeader('Idempotency-Replayed', 'true');
      }
    },
  },
  'kept-stale': {
    cites: 'I7',
    rule: 'A stale response is stored.',
    async run(context) {
      const customer = await context.existingCustomer({ external_updated_at: '2026-01-02T00:00:00Z' });
      const key = freshKey(context);
      const older = { external_updated_at: '2026-01-01T00:00:00Z' };
      const first = await customer.upsert(older, key);
      (await customer.upsert(older, key)).isReplayOf(first.is(200, { ignored: true }));
    },
  },
  'not-kept': {
    cites: 'I7',
    rule: 'A 412 is not stored: the retry is executed.',
    async run(context) {
      const customer = context.newCustomer();
      const headers = { ...freshKey(context), 'If-Match': '*' };
      (await customer.upsert({}, headers)).refuses(412, 'precondition_failed');
      (await customer.upsert()).is(201);
      (await customer.upsert({}, headers)).is(200).lacksHeader('Idempotency-Replayed');
    },
  },
  'at-once': {
    cites: 'I6',
    rule: 'Of simultaneous requests under one key, one has the effect; the others receive its replay or 409 idempotency_in_progress.',
    async run(context) {
      const { source, externalId } = context.newCustomer();
      const customers = Array.from({ length: 100 }, (_, index) => ({
        external_id: `${externalId}-${index}`,
        email: `${externalId}-${index}@example.com`,
      }));
      const headers = freshKey(context);
      const send = () => context.api.call('batchUpsertCustomers', { headers, body: { source, customers } });
      const responses = await Promise.all([send(), send(), send()]);
      const first = responses.find(
        ({ status, exchange }) => status === 200 && !exchange.headers['idempotency-replayed'],
      );
      for (const response of responses) {
        if (response === first) response.is(200, { created: 100 });
        else if (response.status === 409)
          response.refuses(409, 'idempotency_in_progress').hasHeader('Retry-After', /^\d+$/);
        else response.must(first !== undefined, 'one of the responses to be the first', 'all are replays');
        if (first && response !== first && response.status === 200) response.isReplayOf(first);
      }
    },
  },
  malformed: {
    cites: 'I1',
    rule: 'A key of more than 255 characters, or with a space, is refused with 400, which names the header.',
    async run(context) {
      for (const key of ['a b', 'x'.repeat(256)]) {
        const response = await context.newCustomer().upsert({}, { 'Idempotency-Key': key });
        response.refuses(400, 'invalid_request', { param: 'Idempotency-Key' });
      }
    },
  },
});
