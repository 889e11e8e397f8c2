import type { Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../../generated/openapi.d.ts';
import { bodyOf, type SendCall } from './call.ts';
import { createRecordList, type RecordList } from './record-list.ts';
import { isCursorPage } from './response-shapes.ts';
import type {
  Invoice,
  InvoiceQuery,
  Order,
  OrderQuery,
  Payment,
  PaymentQuery,
  Subscription,
  SubscriptionQuery,
} from './shapes.ts';

const RECORDS = '/v2/customers/{customerId}';

/** The records of one customer. The client checks the id when it reads a list. */
export interface CustomerRecords {
  invoices(customerId: string): RecordList<Invoice, InvoiceQuery>;
  subscriptions(customerId: string): RecordList<Subscription, SubscriptionQuery>;
  orders(customerId: string): RecordList<Order, OrderQuery>;
  payments(customerId: string): RecordList<Payment, PaymentQuery>;
}

const method = (name: string) => ({ name: `customers.${name}`, isReadable: isCursorPage });
const INVOICES = method('invoices');
const SUBSCRIPTIONS = method('subscriptions');
const ORDERS = method('orders');
const PAYMENTS = method('payments');

export function createCustomerRecords(raw: OpenApiClient<paths>, call: SendCall): CustomerRecords {
  return {
    invoices: (customerId) =>
      createRecordList(INVOICES, (query: InvoiceQuery, options) => {
        const params = { path: { customerId }, query };
        return bodyOf(call(INVOICES, options, (init) => raw.GET(`${RECORDS}/invoices`, { params, ...init })));
      }),
    subscriptions: (customerId) =>
      createRecordList(SUBSCRIPTIONS, (query: SubscriptionQuery, options) => {
        const params = { path: { customerId }, query };
        return bodyOf(
          call(SUBSCRIPTIONS, options, (init) => raw.GET(`${RECORDS}/subscriptions`, { params, ...init })),
        );
      }),
    orders: (customerId) =>
      createRecordList(ORDERS, (query: OrderQuery, options) => {
        const params = { path: { customerId }, query };
        return bodyOf(call(ORDERS, options, (init) => raw.GET(`${RECORDS}/orders`, { params, ...init })));
      }),
    payments: (customerId) =>
      createRecordList(PAYMENTS, (query: PaymentQuery, options) => {
        const params = { path: { customerId }, query };
        return bodyOf(call(PAYMENTS, options, (init) => raw.GET(`${RECORDS}/payments`, { params, ...init })));
      }),
  };
}
