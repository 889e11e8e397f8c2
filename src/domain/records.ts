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

/** A page by cursor, the newest first. Never both cursors. */
export interface CursorPage {
  /** At least 1. */
  readonly limit: number;
  /** The id that the page begins after, with the next older one. */
  readonly startingAfter?: string;
  /** The id that the page ends before, with the next newer one. */
  readonly endingBefore?: string;
}

export interface CursorSlice<Item> {
  readonly items: readonly Item[];
  /** Whether anything follows in the direction of the cursor. */
  readonly hasMore: boolean;
}
