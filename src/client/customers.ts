import type { Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../../generated/openapi.d.ts';
import {
  bodyOf,
  type Call,
  type CallOptions,
  type ConditionalWriteOptions,
  type WriteOptions,
} from './call.ts';
import { type CustomerReads, createCustomerReads } from './customer-reads.ts';
import { type CustomerResult, readCustomerResult } from './customer-result.ts';
import { eachByOffset } from './pages.ts';
import { createRecordList, type RecordList } from './record-list.ts';
import type {
  BatchAnswer,
  BatchItem,
  CreateCustomerBody,
  Customer,
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

const BY_EXTERNAL_ID = '/v2/customers/external/{source}/{externalId}';
const BATCH = '/v2/customers/external/batch';
const BY_ID = '/v2/customers/{id}';
const RECORDS = '/v2/customers/{customerId}';

/** What may be said about a batch. */
export interface BatchOptions extends WriteOptions {
  /** All or nothing: when one item fails, nothing is written, and the call is refused with `batch_rejected`. */
  readonly atomic?: boolean | undefined;
  /** Only find out what would become of it. */
  readonly dryRun?: boolean | undefined;
}

/** What can be done with customers. Each method gives back the body of its answer as the spec describes it. */
export interface Customers extends CustomerReads {
  /** Makes the customer that `source` knows as `externalId` be as you say. */
  upsert(
    source: string,
    externalId: string,
    body: UpsertCustomerBody,
    options?: ConditionalWriteOptions,
  ): Promise<UpsertResult>;
  /** Upserts up to 100 in their order. An item that fails, fails alone: `results` tells what became of each. */
  upsertBatch(source: string, items: readonly BatchItem[], options?: BatchOptions): Promise<BatchAnswer>;
  create(body: CreateCustomerBody, options?: WriteOptions): Promise<CustomerResult>;
  /** Changes the fields that you send; `null` clears one. */
  update(id: string, body: UpdateCustomerBody, options?: ConditionalWriteOptions): Promise<CustomerResult>;
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
    ...createCustomerReads(raw, call),
    upsert: async (source, externalId, body, options) => {
      const params = { path: { source, externalId } };
      return readUpsertResult(
        await call(options, (init) => raw.PUT(BY_EXTERNAL_ID, { params, body, ...init })),
      );
    },
    upsertBatch: (source, items, { atomic, dryRun, ...options } = {}) => {
      const query = {
        ...(atomic !== undefined && { atomic }),
        ...(dryRun !== undefined && { dry_run: dryRun }),
      };
      const body = { source, customers: [...items] };
      return bodyOf(call(options, (init) => raw.PUT(BATCH, { params: { query }, body, ...init })));
    },
    create: (body, options) =>
      readCustomerResult(call(options, (init) => raw.POST('/v2/customers', { body, ...init }))),
    update: (id, body, options) =>
      readCustomerResult(
        call(options, (init) => raw.PATCH(BY_ID, { params: { path: { id } }, body, ...init })),
      ),
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
