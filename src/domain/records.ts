import type { components } from '../../generated/openapi.d.ts';

type Schemas = components['schemas'];

/** What may hang on a customer, by the kind's name in paths and scopes. Answered as stored. */
export interface RecordOf {
  invoices: Schemas['Invoice'];
  subscriptions: Schemas['Subscription'];
  orders: Schemas['Order'];
  payments: Schemas['Payment'];
}

export type RecordKind = keyof RecordOf;

export const RECORD_KINDS: readonly RecordKind[] = ['invoices', 'subscriptions', 'orders', 'payments'];
