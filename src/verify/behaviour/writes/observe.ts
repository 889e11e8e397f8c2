import type { RuleContext } from '../../rule-context.ts';
import type { TargetResponse } from '../../target-response.ts';
import type { TestCustomer } from '../../test-customer.ts';

/** What a write can change about a customer, beside its fields. */
interface Observed {
  readonly response: TargetResponse;
  readonly etag: string;
  readonly updatedAt: string;
  readonly createdAt: string;
  readonly linkedAt: unknown;
  readonly events: number;
}

async function observe(customer: TestCustomer): Promise<Observed> {
  const response = (await customer.read()).is(200);
  const events = (await customer.events({ limit: 100 })).is(200).list('data').length;
  return {
    response,
    etag: response.header('ETag'),
    updatedAt: response.text('data.updatedAt'),
    createdAt: response.text('data.createdAt'),
    linkedAt: response.find('data.externalRefs.0.linkedAt'),
    events,
  };
}

/** Checks that a write does not change times, ETag and events. */
export async function unchanged(
  context: RuleContext,
  customer: TestCustomer,
  write: () => Promise<unknown>,
): Promise<void> {
  const before = await observe(customer);
  await context.pause();
  await write();
  const after = await observe(customer);
  const { response } = after;
  response.has({ data: { updatedAt: before.updatedAt, createdAt: before.createdAt } });
  response.must(after.etag === before.etag, `the ETag ${before.etag} as before`, `it is ${after.etag}`);
  response.must(
    after.events === before.events,
    `${before.events} events as before`,
    `there are ${after.events}`,
  );
}

/** Checks that a write changes the times, the ETag and the events as one change does. */
export async function changedOnce(
  context: RuleContext,
  customer: TestCustomer,
  write: () => Promise<unknown>,
): Promise<void> {
  const before = await observe(customer);
  await context.pause();
  await write();
  const after = await observe(customer);
  const { response } = after;
  response.has({ data: { createdAt: before.createdAt } });
  const isLater = Date.parse(after.updatedAt) > Date.parse(before.updatedAt);
  response.must(isLater, `updatedAt to be later than ${before.updatedAt}`, `it is ${after.updatedAt}`);
  response.must(
    after.linkedAt === before.linkedAt,
    `linkedAt to stay ${before.linkedAt}`,
    `it is ${after.linkedAt}`,
  );
  response.must(after.etag !== before.etag, 'another ETag after a change', `it is still ${after.etag}`);
  response.must(
    after.events === before.events + 1,
    `one more event than ${before.events}`,
    `there are ${after.events}`,
  );
}
