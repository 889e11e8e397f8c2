import { instant } from '../difference.ts';
import { behaviour } from '../rule.ts';

const BEFORE = '2026-01-10T11:59:59.999Z';
const NOON = '2026-01-10T12:00:00Z';
const AFTER = '2026-01-10T12:00:00.001Z';

export const STALE = behaviour('stale', 'The stale rule', {
  older: {
    rule: 'Strictly older than the stored time: nothing is written, 200 {ignored: true, reason: "stale_update"}.',
    async run(context) {
      const somebody = await context.existingCustomer({ name: 'Ada', external_updated_at: NOON });
      const answer = await somebody.upsert({ name: 'Older', external_updated_at: BEFORE });
      answer.is(200, { ignored: true, reason: 'stale_update' });
      answer.has({ stored_timestamp: instant(NOON), incoming_timestamp: instant(BEFORE) });
      answer.hasHeader('Upsert-Outcome', 'stale').lacksHeader('ETag');
      (await somebody.read()).is(200, { data: { name: 'Ada' } });
    },
  },
  equal: {
    rule: 'Equal to the stored time: applied.',
    async run(context) {
      const somebody = await context.existingCustomer({ name: 'Ada', external_updated_at: NOON });
      const answer = await somebody.upsert({ name: 'Equal', external_updated_at: NOON });
      answer.is(200, { data: { name: 'Equal' } }).hasHeader('Upsert-Outcome', 'updated');
    },
  },
  newer: {
    rule: 'Newer than the stored time: applied, and the new time is stored.',
    async run(context) {
      const somebody = await context.existingCustomer({ name: 'Ada', external_updated_at: NOON });
      const answer = await somebody.upsert({ name: 'Newer', external_updated_at: AFTER });
      answer.is(200, { data: { name: 'Newer', externalRefs: [{ externalUpdatedAt: instant(AFTER) }] } });
      (await somebody.upsert({ external_updated_at: NOON })).is(200, { ignored: true });
    },
  },
  instants: {
    rule: 'Times are compared as instants, whatever their offset.',
    async run(context) {
      const somebody = await context.existingCustomer({ name: 'Ada', external_updated_at: NOON });
      const older = { name: 'Older', external_updated_at: '2026-01-10T13:30:00+02:00' };
      (await somebody.upsert(older)).is(200, { ignored: true });
      const newer = { name: 'Newer', external_updated_at: '2026-01-10T11:00:00-02:00' };
      (await somebody.upsert(newer)).is(200, { data: { name: 'Newer' } });
    },
  },
  'newer-alone': {
    rule: 'A newer time is stored even when nothing else changes; updatedAt stays.',
    async run(context) {
      const somebody = context.newCustomer();
      const first = await somebody.upsert({ external_updated_at: NOON });
      const updatedAt = first.is(201).text('data.updatedAt');
      const answer = await somebody.upsert({ external_updated_at: AFTER });
      answer.is(200, { data: { updatedAt, externalRefs: [{ externalUpdatedAt: instant(AFTER) }] } });
      answer.hasHeader('Upsert-Outcome', 'unchanged');
    },
  },
  untimed: {
    rule: 'No incoming time: applied, the stored one kept, and a warning.',
    async run(context) {
      const somebody = await context.existingCustomer({ name: 'Ada', external_updated_at: NOON });
      const answer = await somebody.upsert({ name: 'Untimed' });
      answer.is(200, { data: { name: 'Untimed', externalRefs: [{ externalUpdatedAt: instant(NOON) }] } });
      answer.warnsOf('external_updated_at');
    },
  },
  future: {
    rule: 'More than five minutes ahead of the clock there: applied, with a warning.',
    async run(context) {
      const answer = await context.newCustomer().upsert({ external_updated_at: '2999-01-01T00:00:00Z' });
      answer.is(201).warnsOf('external_updated_at');
    },
  },
  'per-reference': {
    rule: 'Each reference has a time of its own.',
    async run(context) {
      const one = await context.existingCustomer({ external_updated_at: NOON });
      const other = context.newCustomer({ source: 'upsertd-verify-b', email: one.email });
      (await other.upsert({ external_updated_at: BEFORE })).is(200).hasHeader('Upsert-Outcome', 'linked');
      (await one.upsert({ external_updated_at: BEFORE })).is(200, { ignored: true });
    },
  },
});
