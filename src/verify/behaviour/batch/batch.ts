import { ABSENT } from '../../difference.ts';
import { behaviour } from '../../rule.ts';
import type { RuleContext } from '../../rule-context.ts';
import type { TargetResponse } from '../../target-response.ts';
import { SOURCE } from '../../test-ids.ts';

function upsertBatch(
  { api }: RuleContext,
  customers: readonly object[],
  { query = {}, headers = {} }: { query?: Record<string, boolean>; headers?: Record<string, string> } = {},
): Promise<TargetResponse> {
  return api.call('batchUpsertCustomers', { query, headers, body: { source: SOURCE, customers } });
}

/** Creates an item with a new customer. */
function item({ names }: RuleContext, fields: object = {}) {
  return { external_id: names.externalId(), email: names.email(), ...fields };
}

export const BATCH = behaviour('batch', 'Batch', {
  counters: {
    cites: 'B2',
    rule: 'created, updated, skipped and failed count the outcomes; linked and unchanged count as updated, stale as skipped.',
    async run(context) {
      const old = await context.existingCustomer({
        name: 'Ada',
        external_updated_at: '2026-01-02T00:00:00Z',
      });
      const same = await context.existingCustomer({ name: 'Same' });
      const plain = context.newCustomer();
      (await plain.create()).is(201);
      const response = await upsertBatch(context, [
        item(context),
        { external_id: old.externalId, email: old.email, external_updated_at: '2026-01-01T00:00:00Z' },
        { external_id: same.externalId, email: same.email, name: 'Same' },
        { external_id: same.externalId, email: same.email, name: 'Changed' },
        { external_id: plain.externalId, email: plain.email },
        item(context, { email: 'nonsense' }),
      ]);
      response.is(200, { created: 1, updated: 3, skipped: 1 });
      response.must(
        response.list('failed').length === 1,
        'one failed',
        `there are ${response.list('failed').length}`,
      );
      const outcomes = ['created', 'stale', 'unchanged', 'updated', 'linked', 'failed'];
      response.has({ results: outcomes.map((outcome, index) => ({ index, outcome })) });
    },
  },
  empty: {
    cites: 'B2',
    rule: 'A batch without items responds with counters of zero.',
    async run(context) {
      (await upsertBatch(context, [])).is(200, {
        created: 0,
        updated: 0,
        skipped: 0,
        failed: [],
        results: [],
      });
    },
  },
  results: {
    cites: 'B1',
    rule: 'results contains each item in order, with the id of its customer.',
    async run(context) {
      const [one, other] = [item(context), item(context)];
      const response = await upsertBatch(context, [one, other]);
      response.is(200, { results: [{ external_id: one.external_id }, { external_id: other.external_id }] });
      const read = await context.api.call('getCustomer', { path: { id: response.text('results.1.id') } });
      read.is(200, { data: { email: other.email } });
    },
  },
  'fails-alone': {
    cites: 'B3',
    rule: 'An invalid item fails alone, with a code, a message and the field; failed[].error is a text.',
    async run(context) {
      const wrong = item(context, { email: 7 });
      const response = await upsertBatch(context, [wrong, item(context)]);
      response.is(200, {
        created: 1,
        failed: [{ external_id: wrong.external_id, error: /email/ }],
        results: [
          { outcome: 'failed', error: { code: 'invalid_request', param: 'email' } },
          { outcome: 'created' },
        ],
      });
    },
  },
  conflict: {
    cites: 'B3',
    rule: 'An item with a conflict fails alone.',
    async run(context) {
      const owner = await context.existingCustomer();
      const response = await upsertBatch(context, [item(context, { email: owner.email }), item(context)]);
      response.is(200, { created: 1, results: [{ error: { code: 'conflict' } }, { outcome: 'created' }] });
    },
  },
  duplicate: {
    cites: 'B1',
    rule: 'Items are applied in order, so the second item with the same external_id sees the effect of the first.',
    async run(context) {
      const one = item(context, { name: 'First' });
      const response = await upsertBatch(context, [
        one,
        { ...one, name: 'Second' },
        { ...one, name: 'Second' },
      ]);
      response.is(200, {
        created: 1,
        updated: 2,
        results: [{ outcome: 'created' }, { outcome: 'updated' }, { outcome: 'unchanged' }],
      });
    },
  },
  atomic: {
    cites: 'B5',
    rule: 'If an item fails with ?atomic=true, the batch is refused with 409 batch_rejected and details.results; nothing is written.',
    async run(context) {
      const good = item(context);
      const response = await upsertBatch(context, [good, item(context, { email: 7 })], {
        query: { atomic: true },
      });
      response.refuses(409, 'batch_rejected');
      response.has({ error: { details: { results: [{ outcome: 'created' }, { outcome: 'failed' }] } } });
      const path = { source: SOURCE, externalId: good.external_id };
      (await context.api.call('getCustomerByExternalId', { path })).refuses(404, 'resource_missing');
    },
  },
  'atomic-good': {
    cites: 'B5',
    rule: 'If no item fails with ?atomic=true, all items are applied.',
    async run(context) {
      const response = await upsertBatch(context, [item(context), item(context)], {
        query: { atomic: true },
      });
      response.is(200, { created: 2, failed: [] });
    },
  },
  'dry-run': {
    cites: 'B6',
    rule: '?dry_run=true responds with the results that the batch would have, and writes nothing.',
    async run(context) {
      const one = item(context);
      const response = await upsertBatch(context, [one], { query: { dry_run: true } });
      response.is(200, { created: 1, results: [{ outcome: 'created' }] });
      const path = { source: SOURCE, externalId: one.external_id };
      (await context.api.call('getCustomerByExternalId', { path })).refuses(404, 'resource_missing');
    },
  },
  'dry-run-key': {
    cites: 'B6',
    rule: 'A dry run stores nothing under its Idempotency-Key.',
    async run(context) {
      const headers = { 'Idempotency-Key': context.names.idempotencyKey() };
      const customers = [item(context)];
      const query = { dry_run: true };
      (await upsertBatch(context, customers, { query, headers })).is(200);
      (await upsertBatch(context, customers, { query, headers })).is(200).lacksHeader('Idempotency-Replayed');
    },
  },
  replay: {
    cites: 'I2',
    rule: 'A batch is replayed under its Idempotency-Key.',
    async run(context) {
      const headers = { 'Idempotency-Key': context.names.idempotencyKey() };
      const customers = [item(context)];
      const first = await upsertBatch(context, customers, { headers });
      (await upsertBatch(context, customers, { headers })).isReplayOf(first.is(200, { created: 1 }));
    },
  },
  envelope: {
    cites: 'B4',
    rule: 'A batch with an item whose external_id is not a text is refused with 400; nothing is written.',
    async run(context) {
      const good = item(context);
      const { external_id: _none, ...nameless } = item(context);
      (await upsertBatch(context, [good, nameless])).refuses(400, 'invalid_request');
      const path = { source: SOURCE, externalId: good.external_id };
      (await context.api.call('getCustomerByExternalId', { path })).refuses(404, 'resource_missing');
    },
  },
  warnings: {
    cites: 'R11',
    rule: 'An unknown field of an item is reported as a warning of its result.',
    async run(context) {
      const response = await upsertBatch(context, [item(context, { nickname: 'Al' }), item(context)]);
      response.is(200, { results: [{ warnings: [/nickname/] }, { warnings: ABSENT }] });
    },
  },
});
