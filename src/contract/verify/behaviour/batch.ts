import type { Answer } from '../answer.ts';
import { LEFT_OUT } from '../difference.ts';
import { SOURCE } from '../names.ts';
import { behaviour } from '../rule.ts';
import type { Scene } from '../scene.ts';

function upsertBatch(
  { api }: Scene,
  customers: readonly object[],
  { query = {}, headers = {} }: { query?: Record<string, boolean>; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return api.call('batchUpsertCustomers', { query, headers, body: { source: SOURCE, customers } });
}

/** An item about somebody new. */
function item({ names }: Scene, fields: object = {}) {
  return { external_id: names.externalId(), email: names.email(), ...fields };
}

export const BATCH = behaviour('batch', 'Batch', {
  counters: {
    rule: 'created, updated, skipped and failed count the outcomes: linked and unchanged as updated, stale as skipped.',
    async prove(scene) {
      const old = await scene.known({ name: 'Ada', external_updated_at: '2026-01-02T00:00:00Z' });
      const same = await scene.known({ name: 'Same' });
      const plain = scene.somebody();
      (await plain.create()).is(201);
      const answer = await upsertBatch(scene, [
        item(scene),
        { external_id: old.externalId, email: old.email, external_updated_at: '2026-01-01T00:00:00Z' },
        { external_id: same.externalId, email: same.email, name: 'Same' },
        { external_id: same.externalId, email: same.email, name: 'Changed' },
        { external_id: plain.externalId, email: plain.email },
        item(scene, { email: 'nonsense' }),
      ]);
      answer.is(200, { created: 1, updated: 3, skipped: 1 });
      answer.must(
        answer.list('failed').length === 1,
        'one failed',
        `there are ${answer.list('failed').length}`,
      );
      const outcomes = ['created', 'stale', 'unchanged', 'updated', 'linked', 'failed'];
      answer.has({ results: outcomes.map((outcome, index) => ({ index, outcome })) });
    },
  },
  empty: {
    rule: 'A batch without items gives zero counters.',
    async prove(scene) {
      (await upsertBatch(scene, [])).is(200, { created: 0, updated: 0, skipped: 0, failed: [], results: [] });
    },
  },
  results: {
    rule: 'results tells of every item in order, with the id of the customer.',
    async prove(scene) {
      const [one, other] = [item(scene), item(scene)];
      const answer = await upsertBatch(scene, [one, other]);
      answer.is(200, { results: [{ external_id: one.external_id }, { external_id: other.external_id }] });
      const read = await scene.api.call('getCustomer', { path: { id: answer.text('results.1.id') } });
      read.is(200, { data: { email: other.email } });
    },
  },
  'fails-alone': {
    rule: 'An invalid item fails alone, with a code, a message and the field; failed[].error is a text.',
    async prove(scene) {
      const wrong = item(scene, { email: 7 });
      const answer = await upsertBatch(scene, [wrong, item(scene)]);
      answer.is(200, {
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
    rule: 'An item in conflict fails alone.',
    async prove(scene) {
      const owner = await scene.known();
      const answer = await upsertBatch(scene, [item(scene, { email: owner.email }), item(scene)]);
      answer.is(200, { created: 1, results: [{ error: { code: 'conflict' } }, { outcome: 'created' }] });
    },
  },
  duplicate: {
    rule: 'Items are applied in order, so an id that stands twice sees the earlier item.',
    async prove(scene) {
      const one = item(scene, { name: 'First' });
      const answer = await upsertBatch(scene, [one, { ...one, name: 'Second' }, { ...one, name: 'Second' }]);
      answer.is(200, {
        created: 1,
        updated: 2,
        results: [{ outcome: 'created' }, { outcome: 'updated' }, { outcome: 'unchanged' }],
      });
    },
  },
  atomic: {
    rule: '?atomic=true and an item fails: 409 batch_rejected, details.results, and nothing is written.',
    async prove(scene) {
      const good = item(scene);
      const answer = await upsertBatch(scene, [good, item(scene, { email: 7 })], { query: { atomic: true } });
      answer.refuses(409, 'batch_rejected');
      answer.has({ error: { details: { results: [{ outcome: 'created' }, { outcome: 'failed' }] } } });
      const path = { source: SOURCE, externalId: good.external_id };
      (await scene.api.call('getCustomerByExternalId', { path })).refuses(404, 'resource_missing');
    },
  },
  'atomic-good': {
    rule: '?atomic=true and no item fails: all are applied.',
    async prove(scene) {
      const answer = await upsertBatch(scene, [item(scene), item(scene)], { query: { atomic: true } });
      answer.is(200, { created: 2, failed: [] });
    },
  },
  'dry-run': {
    rule: '?dry_run=true answers what would become of the batch, and writes nothing.',
    async prove(scene) {
      const one = item(scene);
      const answer = await upsertBatch(scene, [one], { query: { dry_run: true } });
      answer.is(200, { created: 1, results: [{ outcome: 'created' }] });
      const path = { source: SOURCE, externalId: one.external_id };
      (await scene.api.call('getCustomerByExternalId', { path })).refuses(404, 'resource_missing');
    },
  },
  'dry-run-key': {
    rule: 'A dry run stores nothing under its Idempotency-Key.',
    async prove(scene) {
      const headers = { 'Idempotency-Key': scene.names.idempotencyKey() };
      const customers = [item(scene)];
      const query = { dry_run: true };
      (await upsertBatch(scene, customers, { query, headers })).is(200);
      (await upsertBatch(scene, customers, { query, headers })).is(200).saysNothingOf('Idempotency-Replayed');
    },
  },
  replay: {
    rule: 'A batch is replayed under its Idempotency-Key.',
    async prove(scene) {
      const headers = { 'Idempotency-Key': scene.names.idempotencyKey() };
      const customers = [item(scene)];
      const first = await upsertBatch(scene, customers, { headers });
      (await upsertBatch(scene, customers, { headers })).isReplayOf(first.is(200, { created: 1 }));
    },
  },
  envelope: {
    rule: 'An item without a text as external_id makes the whole batch a 400, and nothing is written.',
    async prove(scene) {
      const good = item(scene);
      const { external_id: _none, ...nameless } = item(scene);
      (await upsertBatch(scene, [good, nameless])).refuses(400, 'invalid_request');
      const path = { source: SOURCE, externalId: good.external_id };
      (await scene.api.call('getCustomerByExternalId', { path })).refuses(404, 'resource_missing');
    },
  },
  warnings: {
    rule: 'An unknown field of an item is a warning of its result.',
    async prove(scene) {
      const answer = await upsertBatch(scene, [item(scene, { nickname: 'Al' }), item(scene)]);
      answer.is(200, { results: [{ warnings: [/^nickname:/] }, { warnings: LEFT_OUT }] });
    },
  },
});
