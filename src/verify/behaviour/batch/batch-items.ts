import { behaviour } from '../../rule.ts';
import type { RuleContext } from '../../rule-context.ts';
import type { TargetResponse } from '../../target-response.ts';
import { SOURCE } from '../../test-ids.ts';

type Item = Readonly<Record<string, unknown>>;

function upsertBatch(
  { api }: RuleContext,
  customers: readonly Item[],
  query: Record<string, boolean> = {},
): Promise<TargetResponse> {
  return api.call('batchUpsertCustomers', { query, body: { source: SOURCE, customers } });
}

function item({ names }: RuleContext, fields: Item = {}) {
  return { external_id: names.externalId(), email: names.email(), ...fields };
}

export const BATCH_ITEMS = behaviour('batch', 'Batch', {
  full: {
    cites: 'B4',
    rule: 'A batch of 100 items is accepted, and one of 101 is refused with 400; nothing is written.',
    async run(context) {
      const items = Array.from({ length: 100 }, () => item(context));
      (await upsertBatch(context, items)).is(200, { created: 100, failed: [] });
      const extra = item(context);
      const more = [...items.map((one) => ({ ...one, name: 'Lost' })), extra];
      (await upsertBatch(context, more)).refuses(400, 'invalid_request', { param: 'customers' });
      const path = { source: SOURCE, externalId: extra.external_id };
      (await context.api.call('getCustomerByExternalId', { path })).refuses(404, 'resource_missing');
    },
  },
  'atomic-known': {
    cites: 'B5',
    rule: 'A refused atomic batch does not change known customers: fields, ETag, times, references and events.',
    async run(context) {
      const known = await context.existingCustomer({
        name: 'Ada',
        external_updated_at: '2026-01-10T12:00:00Z',
      });
      const plain = context.newCustomer();
      (await plain.create({ name: 'Plain' })).is(201);
      const [before, plainBefore] = [(await known.read()).is(200), (await plain.read()).is(200)];
      const change = {
        external_id: known.externalId,
        email: known.email,
        name: 'Lost',
        external_updated_at: '2026-01-11T12:00:00Z',
      };
      const link = { external_id: plain.externalId, email: plain.email, name: 'Lost' };
      const refused = await upsertBatch(context, [change, link, item(context, { email: 7 })], {
        atomic: true,
      });
      refused.refuses(409, 'batch_rejected');
      refused.has({
        error: {
          details: { results: [{ outcome: 'updated' }, { outcome: 'linked' }, { outcome: 'failed' }] },
        },
      });
      (await known.read()).is(200, before.body).hasHeader('ETag', before.header('ETag'));
      (await plain.read()).is(200, plainBefore.body).hasHeader('ETag', plainBefore.header('ETag'));
      (await known.events()).is(200, { data: [{ type: 'customer.created' }] });
      (await plain.readByReference()).refuses(404, 'resource_missing');
    },
  },
  'atomic-conflict': {
    cites: 'B5',
    rule: 'An item with a conflict refuses an atomic batch.',
    async run(context) {
      const owner = await context.existingCustomer();
      const good = item(context);
      const batch = [good, item(context, { email: owner.email })];
      (await upsertBatch(context, batch, { atomic: true })).refuses(409, 'batch_rejected');
      const path = { source: SOURCE, externalId: good.external_id };
      (await context.api.call('getCustomerByExternalId', { path })).refuses(404, 'resource_missing');
    },
  },
  'dry-run-known': {
    cites: 'B6',
    rule: 'A dry run has the outcomes of the batch for known customers, and changes neither them nor their events.',
    async run(context) {
      const known = await context.existingCustomer({ name: 'Ada' });
      const before = (await known.read()).is(200);
      const change = { external_id: known.externalId, email: known.email };
      const batch = [
        { ...change, name: 'Lost' },
        { ...change, name: 'Lost' },
        item(context),
        item(context, { email: 7 }),
      ];
      const trial = await upsertBatch(context, batch, { dry_run: true });
      trial.is(200, { created: 1, updated: 2, failed: [{}] });
      trial.has({ results: ['updated', 'unchanged', 'created', 'failed'].map((outcome) => ({ outcome })) });
      (await known.read()).is(200, before.body).hasHeader('ETag', before.header('ETag'));
      (await known.events()).is(200, { data: [{ type: 'customer.created' }] });
    },
  },
  'fails-alone-last': {
    cites: 'B3',
    rule: 'The items before and after an item that fails are written, whether it is invalid or in conflict.',
    async run(context) {
      const owner = await context.existingCustomer();
      const [first, middle, last] = [item(context), item(context), item(context)];
      const wrong = item(context, { email: 'nonsense' });
      const conflict = item(context, { email: owner.email });
      const batch = [first, wrong, middle, conflict, last];
      const response = (await upsertBatch(context, batch)).is(200, { created: 3 });
      response.has({
        failed: [wrong, conflict].map(({ external_id }) => ({ external_id, error: /./ })),
        results: batch.map(({ external_id }, index) => ({ index, external_id })),
      });
      response.has({
        results: [
          {},
          { error: { code: 'invalid_request', param: 'email' } },
          {},
          { error: { code: 'conflict', param: 'email' } },
          {},
        ],
      });
      for (const { external_id, email } of [first, middle, last]) {
        const path = { source: SOURCE, externalId: external_id };
        (await context.api.call('getCustomerByExternalId', { path })).is(200, { data: { email } });
      }
    },
  },
  duplicates: {
    cites: 'B1',
    rule: 'Two items with one id are applied in their order, and each changes what the earlier one has written.',
    async run(context) {
      const one = item(context, { name: 'First', city: 'London' });
      const again = { external_id: one.external_id, email: one.email, name: 'Second' };
      const response = await upsertBatch(context, [one, again, item(context, { email: one.email })]);
      response.is(200, {
        results: [{ outcome: 'created' }, { outcome: 'updated' }, { error: { code: 'conflict' } }],
      });
      const path = { source: SOURCE, externalId: one.external_id };
      (await context.api.call('getCustomerByExternalId', { path })).is(200, {
        data: { name: 'Second', city: 'London' },
      });
    },
  },
  'wrong-ids': {
    cites: 'B3',
    rule: 'An external id that the path could not have fails alone: blank, dots alone, with a control character, or too long.',
    async run(context) {
      const wrong = ['', ' ', '.', '..', 'a\u0007b', 'a\u0085b', 'x'.repeat(256)];
      const batch = [...wrong.map((external_id) => item(context, { external_id })), item(context)];
      const response = (await upsertBatch(context, batch)).is(200, { created: 1 });
      const failed = { outcome: 'failed', error: { param: 'external_id' } };
      response.has({ results: [...wrong.map(() => failed), { outcome: 'created' }] });
    },
  },
});
