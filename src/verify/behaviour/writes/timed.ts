import { type BehaviourRule, behaviour } from '../../rule.ts';
import type { RuleContext } from '../../rule-context.ts';
import type { TargetResponse } from '../../target-response.ts';
import type { TestCustomer } from '../../test-customer.ts';
import { TIMED_OPERATIONS, type WriteOperation } from './write-operations.ts';

const NOON = '2026-01-10T12:00:00Z';
const LATER = '2026-01-10T12:00:00.001Z';

/** Checks the outcome of a write, where the response of its operation has it. */
function hasOutcome(operation: WriteOperation, response: TargetResponse, outcome: string): void {
  if (operation.name === 'batch') response.has({ results: [{ outcome }] });
  else response.hasHeader('Upsert-Outcome', outcome);
}

async function timed(context: RuleContext, time: string): Promise<TestCustomer> {
  return context.existingCustomer({ name: 'Ada', external_updated_at: time });
}

function timedRules(operation: WriteOperation): Record<string, BehaviourRule> {
  const rules: Record<string, BehaviourRule> = {
    older: {
      cites: 'S1',
      rule: `An older time by ${operation.title} is stale, and nothing is written.`,
      async run(context) {
        const customer = await timed(context, LATER);
        const before = (await customer.read()).is(200);
        await context.pause();
        hasOutcome(
          operation,
          await operation.write(customer, { name: 'Old', externalUpdatedAt: NOON }),
          'stale',
        );
        (await customer.read()).is(200, before.body).hasHeader('ETag', before.header('ETag'));
      },
    },
    equal: {
      cites: 'S2',
      rule: `An equal time by ${operation.title} is applied.`,
      async run(context) {
        const customer = await timed(context, NOON);
        hasOutcome(
          operation,
          await operation.write(customer, { name: 'Equal', externalUpdatedAt: NOON }),
          'updated',
        );
        (await customer.read()).is(200, { data: { name: 'Equal' } });
      },
    },
    'newer-alone': {
      cites: 'S2',
      rule: `A newer time alone by ${operation.title} is stored, changes the ETag, keeps updatedAt and writes no event.`,
      async run(context) {
        const customer = await timed(context, NOON);
        const before = (await customer.read()).is(200);
        await context.pause();
        hasOutcome(operation, await operation.write(customer, { externalUpdatedAt: LATER }), 'unchanged');
        const after = (await customer.read()).is(200, {
          data: { updatedAt: before.text('data.updatedAt') },
        });
        const etag = after.header('ETag');
        after.must(etag !== before.header('ETag'), 'another ETag', `it is still ${etag}`);
        (await customer.events()).is(200, { data: [{ type: 'customer.created' }] });
        hasOutcome(
          operation,
          await operation.write(customer, { name: 'Old', externalUpdatedAt: NOON }),
          'stale',
        );
      },
    },
    microseconds: {
      cites: 'S3',
      rule: `Times are compared to the microsecond by ${operation.title}.`,
      async run(context) {
        const customer = await timed(context, '2026-01-10T12:00:00.000500Z');
        const older = { name: 'Old', externalUpdatedAt: '2026-01-10T12:00:00.000499Z' };
        hasOutcome(operation, await operation.write(customer, older), 'stale');
        const newer = { name: 'New', externalUpdatedAt: '2026-01-10T12:00:00.000501Z' };
        hasOutcome(operation, await operation.write(customer, newer), 'updated');
      },
    },
    nanoseconds: {
      cites: 'S3',
      rule: `Times with nine digits of a second are compared to the nanosecond by ${operation.title}.`,
      async run(context) {
        const customer = await timed(context, '2026-01-10T12:00:00.000500001Z');
        const older = { name: 'Old', externalUpdatedAt: '2026-01-10T12:00:00.000500Z' };
        hasOutcome(operation, await operation.write(customer, older), 'stale');
        const newer = { name: 'New', externalUpdatedAt: '2026-01-10T12:00:00.000500002Z' };
        hasOutcome(operation, await operation.write(customer, newer), 'updated');
        const next = { name: 'Next', externalUpdatedAt: '2026-01-10T12:00:00.000501Z' };
        hasOutcome(operation, await operation.write(customer, next), 'updated');
      },
    },
    'null-time': {
      cites: 'S4',
      rule: `external_updated_at: null by ${operation.title} is applied with a warning, and the stored time stays.`,
      async run(context) {
        const customer = await timed(context, NOON);
        const response = await operation.write(customer, { name: 'Untimed', externalUpdatedAt: null });
        response.warnsOf('external_updated_at', operation.warnings);
        (await customer.read()).is(200, { data: { name: 'Untimed' } });
        hasOutcome(
          operation,
          await operation.write(customer, { externalUpdatedAt: '2026-01-10T11:00:00Z' }),
          'stale',
        );
      },
    },
  };
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [`${name}-${operation.name}`, rule]));
}

export const TIMED = behaviour('stale', 'The stale rule', {
  ...Object.assign({}, ...TIMED_OPERATIONS.map(timedRules)),
  'little-ahead': {
    cites: 'S5',
    rule: "A time less than five minutes ahead of the target's clock has no warning; one of six minutes has one.",
    async run(context) {
      const made = await context.existingCustomer();
      const now = Date.parse((await made.read()).is(200).text('data.createdAt'));
      const ahead = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
      (await context.newCustomer().upsert({ external_updated_at: ahead(4) })).is(201).doesNotWarn();
      const warned = await context.newCustomer().upsert({ external_updated_at: ahead(6) });
      warned.is(201).warnsOf('external_updated_at');
    },
  },
  linked: {
    cites: 'S1',
    rule: 'A link stores the time of its reference.',
    async run(context) {
      const owner = await context.existingCustomer();
      const other = context.newCustomer({ source: 'upsertd-verify-b', email: owner.email });
      (await other.upsert({ external_updated_at: LATER })).is(200);
      (await other.upsert({ name: 'Old', external_updated_at: NOON })).is(200, { ignored: true });
    },
  },
});
