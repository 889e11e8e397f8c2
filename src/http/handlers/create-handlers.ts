import type { Handlers } from '../handler.ts';
import { batchUpsert } from './batch.ts';
import { createCustomer, getCustomer, listCustomers, updateCustomer } from './customers.ts';
import { getEvent, listEvents } from './events.ts';
import { getCustomerByReference, upsertCustomer } from './external-customers.ts';
import { listRecords } from './records.ts';
import type { Services } from './services.ts';
import { listSyncStates, putSyncState } from './sync-states.ts';

/** Creates the handlers: one line per operation. */
export function createHandlers(services: Services): Handlers {
  return {
    upsertCustomerByExternalId: upsertCustomer(services),
    getCustomerByExternalId: getCustomerByReference(services),
    batchUpsertCustomers: batchUpsert(services),
    createCustomer: createCustomer(services),
    listCustomers: listCustomers(services),
    getCustomer: getCustomer(services),
    updateCustomer: updateCustomer(services),
    listCustomerInvoices: listRecords(services, 'invoices'),
    listCustomerSubscriptions: listRecords(services, 'subscriptions'),
    listCustomerOrders: listRecords(services, 'orders'),
    listCustomerPayments: listRecords(services, 'payments'),
    listEvents: listEvents(services),
    getEvent: getEvent(services),
    listSyncStates: listSyncStates(services),
    putSyncState: putSyncState(services),
  };
}
