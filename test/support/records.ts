import { v7 as uuidV7 } from 'uuid';
import type { RecordKind, RecordOf } from '../../src/domain/records.ts';

const MAKE: { readonly [K in RecordKind]: (common: Common) => RecordOf[K] } = {
  invoices: (common) => ({
    ...common,
    invoice_number: null,
    status: 'open',
    total_minor: 100,
    currency: 'NOK',
    due_date: null,
  }),
  subscriptions: (common) => ({
    ...common,
    price_id: null,
    status: 'active',
    current_period_start: null,
    current_period_end: null,
    cancel_at_period_end: false,
    canceled_at: null,
    trial_end: null,
  }),
  orders: (common) => ({
    ...common,
    public_id: 'ORD-1',
    status: 'pending',
    total_minor: 100,
    currency: 'NOK',
    fulfilled_at: null,
    canceled_at: null,
  }),
  payments: (common) => ({
    ...common,
    amount_minor: 100,
    currency: 'NOK',
    status: 'pending',
    payment_method_type: null,
    gateway_transaction_id: null,
  }),
};

type Common = { id: string; customer_id: string; created_at: string; updated_at: string };

/** Makes a record of any kind. `more` sets its fields. */
export function aRecord<K extends RecordKind>(kind: K, customerId: string, more: object = {}): RecordOf[K] {
  const created_at = '2026-11-01T08:00:00.000Z';
  const common = { id: uuidV7(), customer_id: customerId, created_at, updated_at: created_at };
  return { ...MAKE[kind](common), ...more };
}
