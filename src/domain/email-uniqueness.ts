import type { Customer } from './customer.ts';
import { emailConflict } from './problem.ts';

/**
 * Whether an email belongs to one customer. `refuse`: yes, and it finds that customer. `allow`: families share
 * one, so an email never finds, links or refuses anything. The schema therefore has no UNIQUE on email; this rule,
 * applied under the write lock, is what keeps it.
 */
export type SharedEmails = 'refuse' | 'allow';

/** Who, apart from the customer being written, has the email. */
export interface EmailUsage {
  /** The one it belongs to. Never set where emails are shared. */
  readonly owner?: Customer | undefined;
  /** How many share it. Zero where emails are not shared. */
  readonly shareCount: number;
}

export const UNUSED_EMAIL: EmailUsage = { shareCount: 0 };

/**
 * @param source which of the owner's references the refusal names, if it has one from there.
 * @throws Problem conflict when the email belongs to somebody.
 */
export function refuseTakenEmail({ owner }: EmailUsage, source?: string): void {
  if (!owner) return;
  const named = owner.references.find((reference) => reference.source === source) ?? owner.references[0];
  throw emailConflict({
    customer_id: owner.id,
    ...(named && { source: named.source, external_id: named.externalId }),
  });
}

export function sharedEmailWarnings({ shareCount }: EmailUsage): string[] {
  if (shareCount === 0) return [];
  return [`email: ${shareCount} other ${shareCount === 1 ? 'customer has' : 'customers have'} it too.`];
}
