import { behaviour } from '../../rule.ts';

export const EVENTS = behaviour('events', 'Events', {
  created: {
    cites: 'N1',
    rule: 'The creation of a customer writes one customer.created, with the customer and the request that created it.',
    async run(context) {
      const customer = context.newCustomer();
      const key = context.names.idempotencyKey();
      const headers = { 'Idempotency-Key': key, 'X-Request-Id': `${context.names.run}-create` };
      (await customer.upsert({ name: 'Ada' }, headers)).is(201);
      (await customer.events()).is(200, {
        data: [
          {
            type: 'customer.created',
            data: { object: { id: customer.id, object: 'customer', email: customer.email, name: 'Ada' } },
            request: { id: `${context.names.run}-create`, idempotency_key: key },
          },
        ],
        has_more: false,
      });
    },
  },
  updated: {
    cites: 'N3',
    rule: 'A change writes one customer.updated, with the previous value of each changed field, null if it had none.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada' });
      (await customer.patch({ name: 'Ada Lovelace', city: 'London' })).is(200);
      const events = await customer.events();
      events.is(200, {
        data: [
          { type: 'customer.updated', data: { previous_attributes: { name: 'Ada', city: null } } },
          { type: 'customer.created' },
        ],
      });
    },
  },
  none: {
    cites: 'N1',
    rule: 'Stale, unchanged, dry-run and replayed requests write no event.',
    async run(context) {
      const customer = context.newCustomer();
      const key = { 'Idempotency-Key': context.names.idempotencyKey() };
      const now = { name: 'Ada', external_updated_at: '2026-01-02T00:00:00Z' };
      (await customer.upsert(now, key)).is(201);
      (await customer.upsert(now, key)).is(201).hasHeader('Idempotency-Replayed', 'true');
      (await customer.upsert(now)).is(200).hasHeader('Upsert-Outcome', 'unchanged');
      (await customer.upsert({ name: 'Old', external_updated_at: '2026-01-01T00:00:00Z' })).is(200, {
        ignored: true,
      });
      (await customer.patch({ name: 'Ada' })).is(200);
      const customers = [{ external_id: customer.externalId, email: customer.email, name: 'Trial' }];
      const body = { source: customer.source, customers };
      (await context.api.call('batchUpsertCustomers', { query: { dry_run: true }, body })).is(200, {
        updated: 1,
      });
      (await customer.events()).is(200, { data: [{ type: 'customer.created' }] });
    },
  },
  sequence: {
    cites: 'N5',
    rule: 'sequence numbers the events of a merchant and mode without gaps; the list begins with the newest.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'One' });
      (await customer.patch({ name: 'Two' })).is(200);
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
    cites: 'N7',
    rule: 'An event that is read by its id equals the event in the list.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada' });
      (await customer.patch({ name: 'Ada Lovelace' })).is(200);
      const list = (await customer.events()).is(200);
      const read = await context.api.call('getEvent', { path: { id: list.text('data.0.id') } });
      read.is(200, list.find('data.0'));
      list.has({ data: [read.body, {}] });
    },
  },
  types: {
    cites: 'N6',
    rule: 'type and types select the events of those types.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'One' });
      (await customer.patch({ name: 'Two' })).is(200);
      const updated = [{ type: 'customer.updated' }];
      (await customer.events({ type: 'customer.updated' })).is(200, { data: updated });
      (await customer.events({ types: 'customer.updated,invoice.paid' })).is(200, { data: updated });
      (await customer.events({ type: 'invoice.paid' })).is(200, { data: [] });
    },
  },
});
