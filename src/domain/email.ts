import type { Customer } from './customer.ts';
import { emailConflict } from './problem.ts';

/**
 * Whether several customers may have the same email. `refuse`: an email belongs to one customer and finds it. `allow`:
 * families share emails, so an email never finds or links a customer and never causes a conflict. The schema therefore has
 * no UNIQUE constraint on emails; this rule, applied in the transaction of each write, enforces it.
 */
export type SharedEmails = 'refuse' | 'allow';

/**
 * What an upsert does if its reference is new and its email belongs to a customer. `link`: it links the reference, if the
 * customer has none from this source. `refuse`: it is always a conflict. Without effect where emails are shared.
 */
export type EmailMatch = 'link' | 'refuse';

/** The other customers that have the email of the customer being written. */
export interface EmailUsage {
  /** The customer that the email belongs to. Never set if emails are shared. */
  readonly owner?: Customer | undefined;
  /** The number of customers that share it. Zero if emails are not shared. */
  readonly shareCount: number;
}

export const UNUSED_EMAIL: EmailUsage = { shareCount: 0 };

/**
 * @param source the error names the owner's reference from this source, if there is one.
 * @throws Problem conflict if the email belongs to another customer.
 */
export function refuseTakenEmail({ owner }: EmailUsage, source?: string): void {
  if (!owner) return;
  throw emailConflict(nameOwner(owner, source));
}

/** Names a customer by its id, and by its reference from a source or else its first one. */
export function nameOwner(owner: Customer, source?: string) {
  const named = owner.references.find((reference) => reference.source === source) ?? owner.references[0];
  return { customer_id: owner.id, ...(named && { source: named.source, external_id: named.externalId }) };
}

export function sharedEmailWarnings({ shareCount }: EmailUsage): string[] {
  if (shareCount === 0) return [];
  return [`email: ${shareCount} other ${shareCount === 1 ? 'customer has' : 'customers have'} it too.`];
}

/** Folds an email for comparison; emails are stored as sent. In code, so that every database folds alike. */
export function foldEmail(email: string): string {
  return email.toLowerCase();
}
