/** Code that the compiler must accept or reject. `make types` checks it; it never runs. */
import {
  ApiError,
  type BatchAnswer,
  type BatchItem,
  type BatchUpsertBody,
  type Client,
  ConnectionError,
  type CreateCustomerBody,
  type Customer,
  type CustomerResult,
  createClient,
  type Event,
  type EventQuery,
  type Problem,
  type UpdateCustomerBody,
  type UpsertCustomerBody,
  type UpsertedCustomer,
  type UpsertResult,
} from '../../src/client/index.ts';

export const client: Client = createClient({ baseUrl: 'http://127.0.0.1:4000', apiKey: 'rk_sandbox_…' });

// @ts-expect-error a client requires an API key
createClient({ baseUrl: 'http://127.0.0.1:4000' });
// @ts-expect-error this API version does not exist
createClient({ baseUrl: 'http://127.0.0.1:4000', apiKey: 'x', version: '2020-01-01' });

export const bodies: [UpsertCustomerBody, CreateCustomerBody, UpdateCustomerBody] = [
  { email: 'a@example.com', phone: null, metadata: { any: ['thing'] }, custom_fields: { plan: 'gold' } },
  { email: 'a@example.com', companyName: 'Berg AS' },
  { name: null },
];
// @ts-expect-error an email is required
export const withoutEmail: UpsertCustomerBody = { name: 'Kari' };
// @ts-expect-error an email cannot be cleared
export const cleared: UpdateCustomerBody = { email: null };
// @ts-expect-error the fields of an upsert are in snake_case
export const camel: UpsertCustomerBody = { email: 'a@example.com', postalCode: '0155' };
// @ts-expect-error the fields of a creation are in camelCase
export const snake: CreateCustomerBody = { email: 'a@example.com', postal_code: '0155' };

export function narrowsByOutcome(result: UpsertResult): UpsertedCustomer | string {
  // @ts-expect-error a stale upsert has no customer
  void result.data;
  switch (result.outcome) {
    case 'stale':
      return result.stored_timestamp;
    case 'created': {
      const created: true = result.created;
      return created && result.data;
    }
    case 'updated':
    case 'unchanged':
    case 'linked': {
      const created: false = result.created;
      return created || (result.warnings?.[0] ?? result.data);
    }
  }
}

export function narrowsByCode(error: unknown): string | undefined {
  if (error instanceof ConnectionError) return error.code;
  if (!(error instanceof ApiError)) return undefined;
  // @ts-expect-error not every error names an owner
  void error.details.customer_id;
  switch (error.code) {
    case 'conflict':
      return error.details.customer_id;
    case 'batch_rejected':
      return error.details.results.find(({ outcome }) => outcome === 'failed')?.error?.message;
    case 'precondition_failed':
      return error.details?.etag;
    case 'invalid_request':
      return error.details.fields?.email?.[0];
    case 'unauthenticated': {
      const reason: 'missing_key' | 'malformed_key' | 'unknown_key' | 'revoked_key' | 'expired_key' =
        error.details.reason;
      return reason;
    }
    case 'unreadable_answer':
    case 'unavailable':
      return error.requestId;
    // @ts-expect-error there is no such code
    case 'no_such_code':
      return undefined;
    default:
      return error.param;
  }
}

export const batch: BatchUpsertBody = {
  source: 'crm',
  customers: [{ external_id: 'PAT-1', email: 'a@example.com', custom_fields: { plan: 'gold' } }],
};
// @ts-expect-error an item of a batch requires an external id
export const nameless: BatchItem = { email: 'a@example.com' };
// @ts-expect-error the fields of a batch item are in snake_case
export const camelItem: BatchItem = { external_id: 'PAT-1', email: 'a@example.com', postalCode: '0155' };

export async function batches(): Promise<BatchAnswer> {
  // @ts-expect-error a batch has no conditions
  void client.customers.upsertBatch('crm', [], { ifMatch: '"1"' });
  const answer = await client.customers.upsertBatch('crm', batch.customers, { atomic: true, dryRun: true });
  const outcome: 'created' | 'updated' | 'unchanged' | 'linked' | 'stale' | 'failed' | undefined =
    answer.results[0]?.outcome;
  void outcome;
  return answer;
}

export function identifiers(): void {
  // @ts-expect-error a number is not an external id, because NaN and 1e21 would identify another customer
  void client.customers.upsert('crm', 12345, { email: 'a@example.com' });
  // @ts-expect-error an id may not be undefined
  void client.customers.getByExternalId('crm', process.env.EXTERNAL_ID);
}

export async function conditions(known: CustomerResult): Promise<CustomerResult | undefined> {
  const { etag = '*' } = known;
  await client.customers.update(known.data.id, { name: 'Kari' }, { ifMatch: etag });
  await client.customers.upsert('crm', 'PAT-1', { email: 'a@example.com' }, { ifNoneMatch: '*' });
  // @ts-expect-error the ifNoneMatch of a write can only be *
  void client.customers.update(known.data.id, { name: 'Kari' }, { ifNoneMatch: etag });
  // @ts-expect-error a creation has no conditions
  void client.customers.create({ email: 'a@example.com' }, { ifMatch: etag });
  const read = await client.customers.get(known.data.id, { ifMatch: etag });
  void read.data;
  const changed = await client.customers.getByExternalId('crm', 'PAT-1', { ifNoneMatch: etag });
  // @ts-expect-error the result is undefined if the customer is unchanged
  void changed.data;
  return changed;
}

export async function events(query: EventQuery): Promise<Event | undefined> {
  for await (const event of client.events.iterate({ ...query, type: 'customer.updated' })) {
    const before: unknown = event.data.previous_attributes?.email;
    if (before !== undefined) return event;
  }
  // @ts-expect-error there is no such filter
  void client.events.list({ email: 'a@example.com' });
  return (await client.events.list({ limit: 1 })).data[0];
}

export async function types(): Promise<[Customer, Problem | undefined]> {
  const { data } = await client.customers.get('id');
  for await (const customer of client.customers.iterate({ search: 'kari' })) void customer.merchantId;
  for await (const payment of client.customers.payments('id').iterate({ status: 'captured' }))
    void payment.amount_minor;
  // @ts-expect-error invoices have no filter by status
  void client.customers.invoices('id').list({ status: 'open' });
  // @ts-expect-error an iteration has no ending_before
  void client.customers.orders('id').iterate({ ending_before: 'id' });
  // @ts-expect-error a read has no Idempotency-Key
  void client.customers.get('id', { idempotencyKey: 'x' });
  // @ts-expect-error there is no such path
  void client.raw.GET('/v2/nothing');
  return [data, undefined];
}
