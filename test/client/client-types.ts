/** What the compiler must accept and refuse, checked by `make types`; nothing here runs. */
import {
  ApiError,
  type Client,
  ConnectionError,
  type CreateCustomerBody,
  type Customer,
  createClient,
  type Problem,
  type UpdateCustomerBody,
  type UpsertCustomerBody,
  type UpsertedCustomer,
  type UpsertResult,
} from '../../src/client/index.ts';

export const client: Client = createClient({ baseUrl: 'http://127.0.0.1:4000', apiKey: 'rk_sandbox_…' });

// @ts-expect-error a client needs a key
createClient({ baseUrl: 'http://127.0.0.1:4000' });
// @ts-expect-error this version is not spoken
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
// @ts-expect-error the upsert spells its fields in snake_case
export const camel: UpsertCustomerBody = { email: 'a@example.com', postalCode: '0155' };
// @ts-expect-error creating spells them in camelCase
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
  // @ts-expect-error not every refusal names an owner
  void error.details.customer_id;
  switch (error.code) {
    case 'conflict':
      return error.details.customer_id;
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

export async function types(): Promise<[Customer, Problem | undefined]> {
  const { data } = await client.customers.get('id');
  for await (const customer of client.customers.iterate({ search: 'kari' })) void customer.merchantId;
  for await (const payment of client.customers.payments('id').iterate({ status: 'captured' }))
    void payment.amount_minor;
  // @ts-expect-error invoices have no filter by status
  void client.customers.invoices('id').list({ status: 'open' });
  // @ts-expect-error an iteration goes one way
  void client.customers.orders('id').iterate({ ending_before: 'id' });
  // @ts-expect-error a key to repeat by is for writes
  void client.customers.get('id', { idempotencyKey: 'x' });
  // @ts-expect-error there is no such path
  void client.raw.GET('/v2/nothing');
  return [data, undefined];
}
