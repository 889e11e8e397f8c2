import { ABSENT } from '../../difference.ts';
import { behaviour } from '../../rule.ts';
import type { TargetResponse } from '../../target-response.ts';
import { SOURCE } from '../../test-ids.ts';

/** Checks that previous_attributes of an event in a list has exactly these names. */
function hasPrevious(events: TargetResponse, index: number, names: readonly string[]): void {
  const previous = events.find(`data.${index}.data.previous_attributes`);
  const found = Object.keys((previous ?? {}) as object).sort();
  events.must(
    String(found) === String([...names].sort()),
    `previous_attributes of exactly ${names.join(', ')}`,
    `they are of ${found.join(', ') || 'nothing'}`,
  );
}

export const EVENT_CONTENTS = behaviour('events', 'Events', {
  snapshot: {
    cites: 'N2',
    rule: 'An event has the customer as it was right after its change; later changes do not alter it.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'One', city: 'London' });
      (await customer.patch({ name: 'Two' })).is(200);
      await context.pause();
      const changed = (await customer.patch({ name: 'Three', city: null })).is(200);
      const shown = (name: string, city: unknown) => ({
        data: { object: { id: customer.id, object: 'customer', name, city } },
      });
      const events = (await customer.events()).is(200);
      events.has({ data: [shown('Three', ABSENT), shown('Two', 'London'), shown('One', 'London')] });
      events.has({ data: [{ data: { object: { updated_at: changed.text('data.updatedAt') } } }, {}, {}] });
    },
  },
  previous: {
    cites: 'N3',
    rule: 'previous_attributes has each changed field with its previous value, and no other field.',
    async run(context) {
      const metadata = { a: 1, b: 2 };
      const customer = await context.existingCustomer({
        name: 'One',
        city: 'London',
        postal_code: 'W1',
        metadata,
      });
      const before = (await customer.read()).is(200).text('data.updatedAt');
      await context.pause();
      const sent = { name: 'Two', city: 'London', postalCode: 'W2', phone: '1', metadata: { b: 3 } };
      (await customer.patch(sent)).is(200);
      const events = (await customer.events()).is(200);
      const previous = { name: 'One', postal_code: 'W1', phone: null, metadata, updated_at: before };
      events.has({ data: [{ data: { previous_attributes: previous } }, {}] });
      hasPrevious(events, 0, Object.keys(previous));
      events.has({ data: [{}, { data: { previous_attributes: ABSENT } }] });
    },
  },
  linked: {
    cites: 'N1',
    rule: 'A link writes one customer.updated, with the previous references.',
    async run(context) {
      const owner = await context.existingCustomer({ name: 'Ada' });
      const other = context.newCustomer({ source: `${SOURCE}-b`, email: owner.email });
      (await other.upsert({ name: 'Ada' })).is(200);
      const previous_attributes = { external_refs: [{ source: SOURCE, external_id: owner.externalId }] };
      const events = (await owner.events()).is(200);
      events.has({
        data: [{ type: 'customer.updated', data: { previous_attributes } }, { type: 'customer.created' }],
      });
    },
  },
  batch: {
    cites: 'N1',
    rule: 'A batch writes an event for each creation and each change, with the request that made it.',
    async run(context) {
      const known = await context.existingCustomer({ name: 'One' });
      const created = context.newCustomer();
      const key = context.names.idempotencyKey();
      const item = { external_id: created.externalId, email: created.email };
      const body = {
        source: SOURCE,
        customers: [{ external_id: known.externalId, email: known.email, name: 'Two' }, item],
      };
      const headers = { 'Idempotency-Key': key, 'X-Request-Id': `${context.names.run}-batch` };
      (await context.api.call('batchUpsertCustomers', { headers, body })).is(200);
      const request = { id: `${context.names.run}-batch`, idempotency_key: key };
      const updated = { type: 'customer.updated', request, data: { previous_attributes: { name: 'One' } } };
      (await known.events()).is(200, { data: [updated, { type: 'customer.created' }] });
      const path = created.reference;
      const id = (await context.api.call('getCustomerByExternalId', { path })).is(200).text('data.id');
      const events = await context.api.call('listEvents', { query: { customer_id: id } });
      events.is(200, { data: [{ type: 'customer.created', request }] });
    },
  },
  'created-at': {
    cites: 'N4',
    rule: 'created is the time of the change in UNIX seconds, and api_version is the version of the API.',
    async run(context) {
      const customer = await context.existingCustomer();
      const at = Date.parse((await customer.read()).is(200).text('data.createdAt'));
      const events = (await customer.events()).is(200, {
        data: [{ api_version: '2026-05-01', object: 'event' }],
      });
      const created = events.number('data.0.created');
      events.must(
        Math.abs(created - at / 1000) <= 1,
        `created to be ${Math.floor(at / 1000)}`,
        `it is ${created}`,
      );
    },
  },
  'no-gap': {
    cites: 'B5',
    rule: 'A refused atomic batch and a dry run leave no gap in the sequence of events.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'One' });
      const change = { external_id: customer.externalId, email: customer.email, name: 'Lost' };
      const fresh = () => ({ external_id: context.names.externalId(), email: context.names.email() });
      for (const query of [{ atomic: true }, { dry_run: true }]) {
        const body = { source: SOURCE, customers: [change, fresh(), { ...fresh(), email: 7 }] };
        await context.api.call('batchUpsertCustomers', { query, body });
      }
      (await customer.patch({ name: 'Two' })).is(200);
      const events = (await customer.events()).is(200, { data: [{}, {}] });
      const [last, first] = [events.number('data.0.sequence'), events.number('data.1.sequence')];
      events.must(last === first + 1, `the sequence ${first + 1} after ${first}`, `it is ${last}`);
    },
  },
});
