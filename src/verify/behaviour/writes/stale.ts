import { instant } from '../../difference.ts';
import { behaviour } from '../../rule.ts';

const BEFORE = '2026-01-10T11:59:59.999Z';
const NOON = '2026-01-10T12:00:00Z';
const AFTER = '2026-01-10T12:00:00.001Z';

export const STALE = behaviour('stale', 'The stale rule', {
  older: {
    cites: 'S1',
    rule: 'An update with a strictly older time writes nothing and responds with 200 {ignored: true, reason: "stale_update"}.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada', external_updated_at: NOON });
      const response = await customer.upsert({ name: 'Older', external_updated_at: BEFORE });
      response.is(200, { ignored: true, reason: 'stale_update' });
      response.has({ stored_timestamp: instant(NOON), incoming_timestamp: instant(BEFORE) });
      response.hasHeader('Upsert-Outcome', 'stale').lacksHeader('ETag');
      (await customer.read()).is(200, { data: { name: 'Ada' } });
    },
  },
  equal: {
    cites: 'S2',
    rule: 'An update with an equal time is applied.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada', external_updated_at: NOON });
      const response = await customer.upsert({ name: 'Equal', external_updated_at: NOON });
      response.is(200, { data: { name: 'Equal' } }).hasHeader('Upsert-Outcome', 'updated');
    },
  },
  newer: {
    cites: 'S2',
    rule: 'An update with a newer time is applied, and the new time is stored.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada', external_updated_at: NOON });
      const response = await customer.upsert({ name: 'Newer', external_updated_at: AFTER });
      response.is(200, { data: { name: 'Newer', externalRefs: [{ externalUpdatedAt: instant(AFTER) }] } });
      (await customer.upsert({ external_updated_at: NOON })).is(200, { ignored: true });
    },
  },
  instants: {
    cites: 'S3',
    rule: 'Times are compared as instants, independent of their offsets.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada', external_updated_at: NOON });
      const older = { name: 'Older', external_updated_at: '2026-01-10T13:30:00+02:00' };
      (await customer.upsert(older)).is(200, { ignored: true });
      const newer = { name: 'Newer', external_updated_at: '2026-01-10T11:00:00-02:00' };
      (await customer.upsert(newer)).is(200, { data: { name: 'Newer' } });
    },
  },
  digits: {
    cites: 'S3',
    rule: 'externalUpdatedAt is returned with each digit of the sent time, up to the nanosecond.',
    async run(context) {
      for (const digits of ['001', '000500', '000500001']) {
        const response = await context
          .newCustomer()
          .upsert({ external_updated_at: `2026-01-10T12:00:00.${digits}Z` });
        const shown = new RegExp(`^2026-01-10T12:00:00\\.${digits}0*(Z|[+]00:00)$`);
        response.is(201, { data: { externalRefs: [{ externalUpdatedAt: shown }] } });
      }
    },
  },
  'newer-alone': {
    cites: 'S2',
    rule: 'A newer time is stored even if nothing else changes; updatedAt does not change.',
    async run(context) {
      const customer = context.newCustomer();
      const first = await customer.upsert({ external_updated_at: NOON });
      const updatedAt = first.is(201).text('data.updatedAt');
      const response = await customer.upsert({ external_updated_at: AFTER });
      response.is(200, { data: { updatedAt, externalRefs: [{ externalUpdatedAt: instant(AFTER) }] } });
      response.hasHeader('Upsert-Outcome', 'unchanged');
    },
  },
  untimed: {
    cites: 'S4',
    rule: 'An update without a time is applied with a warning; the stored time does not change.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada', external_updated_at: NOON });
      const response = await customer.upsert({ name: 'Untimed' });
      response.is(200, { data: { name: 'Untimed', externalRefs: [{ externalUpdatedAt: instant(NOON) }] } });
      response.warnsOf('external_updated_at');
    },
  },
  future: {
    cites: 'S5',
    rule: "An update with a time more than five minutes ahead of the target's clock is applied with a warning.",
    async run(context) {
      const response = await context.newCustomer().upsert({ external_updated_at: '2999-01-01T00:00:00Z' });
      response.is(201).warnsOf('external_updated_at');
    },
  },
  'per-reference': {
    cites: 'S1',
    rule: 'Each reference has its own time.',
    async run(context) {
      const one = await context.existingCustomer({ external_updated_at: NOON });
      const other = context.newCustomer({ source: 'upsertd-verify-b', email: one.email });
      (await other.upsert({ external_updated_at: BEFORE })).is(200).hasHeader('Upsert-Outcome', 'linked');
      (await one.upsert({ external_updated_at: BEFORE })).is(200, { ignored: true });
    },
  },
});
