import type { components, operations } from '../../generated/openapi.d.ts';

/** The schemas of the spec as types with short names, so that users need not write paths into `paths`. */

type Schemas = components['schemas'];

type QueryOf<Op extends keyof operations> = NonNullable<operations[Op]['parameters']['query']>;

export type ApiVersion = components['parameters']['Version'];

export type UpsertCustomerBody = Schemas['UpsertCustomerBody'];
export type CreateCustomerBody = Schemas['CreateCustomerBody'];
export type UpdateCustomerBody = Schemas['UpdateCustomerBody'];

export type UpsertOutcome = Schemas['UpsertOutcome'];
// The spec says boolean in both, for tools that know only one success.
export type CustomerCreated = Schemas['CustomerCreated'] & { created: true };
export type CustomerUpdated = Schemas['CustomerUpdated'] & { created: false };
export type UpsertIgnored = Schemas['UpsertIgnored'];
export type UpsertedCustomer = Schemas['UpsertedCustomer'];

export type BatchItem = Schemas['BatchItem'];
export type BatchUpsertBody = Schemas['BatchUpsertBody'];
export type BatchAnswer = Schemas['BatchAnswer'];
export type BatchResult = Schemas['BatchResult'];
export type BatchOutcome = Schemas['BatchOutcome'];

export type Customer = Schemas['Customer'];
export type CustomerAnswer = Schemas['CustomerAnswer'];
export type CustomerList = Schemas['CustomerList'];
export type CustomerQuery = QueryOf<'listCustomers'>;
export type ExternalReference = Schemas['ExternalReference'];

export type Invoice = Schemas['Invoice'];
export type InvoiceQuery = QueryOf<'listCustomerInvoices'>;
export type Subscription = Schemas['Subscription'];
export type SubscriptionQuery = QueryOf<'listCustomerSubscriptions'>;
export type Order = Schemas['Order'];
export type OrderQuery = QueryOf<'listCustomerOrders'>;
export type Payment = Schemas['Payment'];
export type PaymentQuery = QueryOf<'listCustomerPayments'>;

export type Event = Schemas['Event'];
export type EventType = Schemas['EventType'];
export type EventCustomer = Schemas['EventCustomer'];
export type EventList = Schemas['EventList'];
export type EventQuery = QueryOf<'listEvents'>;

export type SyncState = Schemas['SyncState'];
export type SyncStatus = Schemas['SyncStatus'];
export type SyncStateBody = Schemas['SyncStateBody'];
export type SyncStateAnswer = Schemas['SyncStateAnswer'];
export type SyncStateList = Schemas['SyncStateList'];

export type Problem = Schemas['Problem'];
export type ProblemCode = Schemas['ProblemCode'];
export type ProblemType = Schemas['ProblemType'];
