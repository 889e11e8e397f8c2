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

/** The records of one customer. The client checks the id when it reads a list. */
export interface CustomerRecords {
  invoices(customerId: string): RecordList<Invoice, InvoiceQuery>;
  subscriptions(customerId: string): RecordList<Subscription, SubscriptionQuery>;
  orders(customerId: string): RecordList<Order, OrderQuery>;
  payments(customerId: string): RecordList<Payment, PaymentQuery>;
}

type Kind = keyof CustomerRecords;
type QueryOf<K extends Kind> = Parameters<ReturnType<CustomerRecords[K]>['list']>[0];

export function createCustomerRecords(raw: OpenApiClient<paths>, call: SendCall): CustomerRecords {
  const listOf = <K extends Kind>(kind: K) => {
    const method = { name: `customers.${kind}`, isReadable: isCursorPage };
    // The path of one kind stands for all four, because the compiler cannot infer the path from the kind.
    const path = `/v2/customers/{customerId}/${kind}` as '/v2/customers/{customerId}/invoices';
    return (customerId: string) =>
      createRecordList(method, (query: NonNullable<QueryOf<K>>, options) => {
        const params = { path: { customerId }, query };
        return bodyOf(call(method, options, (init) => raw.GET(path, { params, ...init })));
      }) as unknown as ReturnType<CustomerRecords[K]>;
  };
  return {
    invoices: listOf('invoices'),
    subscriptions: listOf('subscriptions'),
    orders: listOf('orders'),
    payments: listOf('payments'),
  };
}
