import type { Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../../generated/openapi.d.ts';
import { bodyOf, type Call, type CallOptions, type WriteOptions } from './call.ts';
import { eachByOffset } from './pages.ts';
import { createRecordList, type RecordList } from './record-list.ts';
import type {
  CreateCustomerBody,
  Customer,
  CustomerAnswer,
  CustomerList,
  CustomerQuery,
  Invoice,
  InvoiceQuery,
  Order,
  OrderQuery,
  Payment,
  PaymentQuery,
  Subscription,
  SubscriptionQuery,
  UpdateCustomerBody,
  UpsertCustomerBody,
} from './shapes.ts';
import { readUpsertResult, type UpsertResult } from './upsert-result.ts';

const EXTERNAL = '/v2/customers/external/{source}/{externalId}';
const BY_ID = '/v2/customers/{id}';
const RECORDS = '/v2/customers/{customerId}';

/** What can be done with customers. Each method gives back the body of its answer as the spec describes it. */
export interface Customers {
  /** Makes the customer that `source` knows as `externalId` be as you say. */
  upsert(
    source: string,
    externalId: string,
    body: UpsertCustomerBody,
    options?: WriteOptions,
  ): Promise<UpsertResult>;
  getByExternalId(source: string, externalId: string, options?: CallOptions): Promise<CustomerAnswer>;
  create(body: CreateCustomerBody, options?: WriteOptions): Promise<CustomerAnswer>;
  get(id: string, options?: CallOptions): Promise<CustomerAnswer>;
  /** Changes the fields that you send; `null` clears one. */
  update(id: string, body: UpdateCustomerBody, options?: WriteOptions): Promise<CustomerAnswer>;
  /** One page of the customers that match every filter. */
  list(query?: CustomerQuery, options?: CallOptions): Promise<CustomerList>;
  /**
   * All of them, the newest first, page after page; `limit` is the size of a page. A customer that is made meanwhile
   * moves the others back by one place, so that one may come twice; none is left out.
   */
  iterate(query?: CustomerQuery, options?: CallOptions): AsyncGenerator<Customer, void, void>;
  invoices(customerId: string): RecordList<Invoice, InvoiceQuery>;
  subscriptions(customerId: string): RecordList<Subscription, SubscriptionQuery>;
  orders(customerId: string): RecordList<Order, OrderQuery>;
  payments(customerId: string): RecordList<Payment, PaymentQuery>;
}

export function createCustomers(raw: OpenApiClient<paths>, call: Call): Customers {
  const list = (query: CustomerQuery = {}, options?: CallOptions) =>
    bodyOf(call(options, (init) => raw.GET('/v2/customers', { params: { query }, ...init })));
  return {
    upsert: async (source, externalId, body, options) => {
      const params = { path: { source, externalId } };
      return readUpsertResult(await call(options, (init) => raw.PUT(EXTERNAL, { params, body, ...init })));
    },
    getByExternalId: (source, externalId, options) => {
      const params = { path: { source, externalId } };
      return bodyOf(call(options, (init) => raw.GET(EXTERNAL, { params, ...init })));
    },
    create: (body, options) => bodyOf(call(options, (init) => raw.POST('/v2/customers', { body, ...init }))),
    get: (id, options) =>
      bodyOf(call(options, (init) => raw.GET(BY_ID, { params: { path: { id } }, ...init }))),
    update: (id, body, options) =>
      bodyOf(call(options, (init) => raw.PATCH(BY_ID, { params: { path: { id } }, body, ...init }))),
    list,
    iterate: (query = {}, options) => eachByOffset(query, (page) => list({ ...query, ...page }, options)),
    invoices: (customerId) =>
      createRecordList((query: InvoiceQuery, options) => {
        const params = { path: { customerId }, query };
        return bodyOf(call(options, (init) => raw.GET(`${RECORDS}/invoices`, { params, ...init })));
      }),
    subscriptions: (customerId) =>
      createRecordList((query: SubscriptionQuery, options) => {
        const params = { path: { customerId }, query };
        return bodyOf(call(options, (init) => raw.GET(`${RECORDS}/subscriptions`, { params, ...init })));
      }),
    orders: (customerId) =>
      createRecordList((query: OrderQuery, options) => {
        const params = { path: { customerId }, query };
        return bodyOf(call(options, (init) => raw.GET(`${RECORDS}/orders`, { params, ...init })));
      }),
    payments: (customerId) =>
      createRecordList((query: PaymentQuery, options) => {
        const params = { path: { customerId }, query };
        return bodyOf(call(options, (init) => raw.GET(`${RECORDS}/payments`, { params, ...init })));
      }),
  };
}
