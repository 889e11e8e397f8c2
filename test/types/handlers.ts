/**
 * What must not compile. `make types` checks this file, and every `@ts-expect-error` in it fails once the line below it
 * compiles; nothing here ever runs.
 */
import type { Handler, Handlers } from '../../src/http/handler.ts';
import type { HandlerResponse } from '../../src/writes/responses.ts';

type CustomerReply = Extract<HandlerResponse<'getCustomer'>, { status: 200 }>;

declare const handlers: Handlers;
declare const upserted: Extract<
  HandlerResponse<'upsertCustomerByExternalId'>,
  { status: 201 }
>['body']['data'];
declare const customer: CustomerReply['body'];

const { getCustomer, ...withoutOne } = handlers;

export const complete: Handlers = { ...withoutOne, getCustomer };

// @ts-expect-error a handler is missing
export const missing: Handlers = withoutOne;

// @ts-expect-error a handler is for no operation
export const extra: Handlers = { ...withoutOne, getCustomer, getInvoice: getCustomer };

// @ts-expect-error a handler is another operation's
export const swapped: Handlers = { ...withoutOne, getCustomer: handlers.listCustomers };

// @ts-expect-error a handler is no function
export const noFunction: Handlers = { ...withoutOne, getCustomer: customer };

// @ts-expect-error a handler is not async
export const atOnce: Handler<'getCustomer'> = () => ({
  status: 200,
  headers: { ETag: '"1"' },
  body: customer,
});

type UpsertReply = HandlerResponse<'upsertCustomerByExternalId'>;

export const good: UpsertReply[] = [
  {
    status: 201,
    headers: { 'Upsert-Outcome': 'created', Location: '/v2/customers/x', ETag: '"1"' },
    body: { data: upserted, created: true },
  },
  { status: 200, headers: { 'Upsert-Outcome': 'updated' }, body: { data: upserted, created: false } },
];

export const undeclared: UpsertReply = {
  // @ts-expect-error the status is not declared
  status: 202,
  headers: { 'Upsert-Outcome': 'updated' },
  body: { data: upserted, created: false },
};

// @ts-expect-error a refusal is thrown, not answered
export const refusal: HandlerResponse<'getCustomer'> = { status: 404, body: customer };

// @ts-expect-error a required header is missing
export const headless: UpsertReply = { status: 200, body: { data: upserted, created: false } };

// @ts-expect-error Location is missing
export const oneHeader: UpsertReply = {
  status: 201,
  headers: { 'Upsert-Outcome': 'created', ETag: '"1"' },
  body: { data: upserted, created: true },
};

export const otherHeader: UpsertReply = {
  status: 200,
  // @ts-expect-error the outcome is none
  headers: { 'Upsert-Outcome': 'won' },
  body: { data: upserted, created: false },
};

export const otherBody: CustomerReply = {
  status: 200,
  headers: { ETag: '"1"' },
  // @ts-expect-error a required field is missing
  body: { data: { id: 'x', email: 'kari@example.com' } },
};

export const nullField: CustomerReply = {
  status: 200,
  headers: { ETag: '"1"' },
  // @ts-expect-error an absent field is left out, not null
  body: { data: { ...customer.data, name: null } },
};

export const reads: Handler<'getCustomer'> = async ({ path, query }) => {
  // @ts-expect-error the operation has no such path parameter
  path.externalId;
  // @ts-expect-error the operation has no such query parameter
  query.limit;
  return { status: 200, headers: { ETag: '"1"' }, body: customer };
};

export const defaults: Handler<'listCustomers'> = async ({ query }) => {
  const pagination: { limit: number; offset: number } = query;
  // @ts-expect-error a parameter without a default may be missing
  const search: string = query.search;
  return { status: 200, body: { data: [], pagination: { ...pagination, hasMore: search === '' } } };
};
