import { behaviour } from '../rule.ts';

export const EVENTS = behaviour('events', 'Events', {
  created: {
    rule: 'A new customer is one customer.created, with the customer as it is, and the request that made it.',
    async run(context) {
      const somebody = context.newCustomer();
      const key = context.names.idempotencyKey();
      const headers = { 'Idempotency-Key': key, 'X-Request-Id': `${context.names.run}-made` };
      (await somebody.upsert({ name: 'Ada' }, headers)).is(201);
      (await somebody.events()).is(200, {
        data: [
          {
            type: 'customer.created',
            data: { object: { id: somebody.id, object: 'customer', email: somebody.email, name: 'Ada' } },
            request: { id: `${context.names.run}-made`, idempotency_key: key },
          },
        ],
        has_more: false,
      });
    },
  },
  updated: {
    rule: 'A change is one customer.updated, with what each changed field held before, null where it held nothing.',
    async run(context) {
      const somebody = await context.existingCustomer({ name: 'Ada' });
      (await somebody.patch({ name: 'Ada Lovelace', city: 'London' })).is(200);
      const events = await somebody.events();
      events.is(200, {
        data: [
          { type: 'customer.updated', data: { previous_attributes: { name: 'Ada', city: null } } },
          { type: 'customer.created' },
        ],
      });
    },
  },
  none: {
    rule: 'Stale, unchanged, dry-run and replayed requests have no event.',
    async run(context) {
      const somebody = context.newCustomer();
      const key = { 'Idempotency-Key': context.names.idempotencyKey() };
      const now = { name: 'Ada', external_updated_at: '2026-01-02T00:00:00Z' };
      (await somebody.upsert(now, key)).is(201);
      (await somebody.upsert(now, key)).is(201).hasHeader('Idempotency-Replayed', 'true');
      (await somebody.upsert(now)).is(200).hasHeader('Upsert-Outcome', 'unchanged');
      (await somebody.upsert({ name: 'Old', external_updated_at: '2026-01-01T00:00:00Z' })).is(200, {
        ignored: true,
      });
      (await somebody.patch({ name: 'Ada' })).is(200);
      const customers = [{ external_id: somebody.externalId, email: somebody.email, name: 'Trial' }];
      const body = { source: somebody.source, customers };
      (await context.api.call('batchUpsertCustomers', { query: { dry_run: true }, body })).is(200, {
        updated: 1,
      });
      (await somebody.events()).is(200, { data: [{ type: 'customer.created' }] });
    },
  },
  sequence: {
    rule: 'sequence counts the events of this merchant and mode without a gap, newest first.',
    async run(context) {
      const somebody = await context.existingCustomer({ name: 'One' });
      (await somebody.patch({ name: 'Two' })).is(200);
      const list = await context.api.call('listEvents', { query: { limit: 100 } });
      const sequences = list
        .is(200)
        .list('data')
        .map((event) => (event as { sequence: number }).sequence);
      const first = sequences[0] ?? 0;
      const gapless = sequences.map((_, index) => first - index);
      list.must(String(sequences) === String(gapless), `sequences ${gapless}`, `they are ${sequences}`);
    },
  },
  get: {
    rule: 'An event by its id is as the list shows it.',
    async run(context) {
      const somebody = await context.existingCustomer({ name: 'Ada' });
      (await somebody.patch({ name: 'Ada Lovelace' })).is(200);
      const list = (await somebody.events()).is(200);
      const read = await context.api.call('getEvent', { path: { id: list.text('data.0.id') } });
      read.is(200, list.find('data.0'));
      list.has({ data: [read.body, {}] });
    },
  },
  types: {
    rule: 'type and types give only events of those types.',
    async run(context) {
      const somebody = await context.existingCustomer({ name: 'One' });
      (await somebody.patch({ name: 'Two' })).is(200);
      const updated = [{ type: 'customer.updated' }];
      (await somebody.events({ type: 'customer.updated' })).is(200, { data: updated });
      (await somebody.events({ types: 'customer.updated,invoice.paid' })).is(200, { data: updated });
      (await somebody.events({ type: 'invoice.paid' })).is(200, { data: [] });
    },
  },
});
