import type { components } from '../../generated/openapi.d.ts';

type Schemas = components['schemas'];

/** The records of a customer, by the kind's name in paths and scopes. Responses contain them as stored. */
export interface RecordOf {
  invoices: Schemas['Invoice'];
  subscriptions: Schemas['Subscription'];
  orders: Schemas['Order'];
  payments: Schemas['Payment'];
}

export type RecordKind = keyof RecordOf;

export const RECORD_KINDS: readonly RecordKind[] = ['invoices', 'subscriptions', 'orders', 'payments'];
