import type { Customer } from './customer.ts';
import { Problem } from './problem.ts';

/** A condition that the customer must meet before a request is executed (RFC 9110 13.1). */
export interface Precondition {
  /** The header that contains the condition; the error names it. */
  readonly stated: 'If-Match' | 'If-None-Match';
  readonly tags: EntityTags;
}

/** `*`, or tags in the form of a header: `"3"` or `W/"3"`. */
export type EntityTags = '*' | readonly string[];

/** Parses the value of a conditional header whose form has been validated. */
export function parseEntityTags(header: string): EntityTags {
  return header === '*' ? '*' : (header.match(/(W\/)?"[^"]*"/g) ?? []);
}

/** Shows the customer's version as an ETag. It is strong, because it changes with every stored change. */
export function showEntityTag({ version }: Customer): string {
  return `"${version}"`;
}

/** @throws Problem precondition_failed for the first precondition that is not met. */
export function requirePreconditions(
  preconditions: readonly Precondition[] | undefined,
  customer: Customer | undefined,
): void {
  const failed = preconditions?.find((precondition) => !isMet(precondition, customer));
  if (!failed) return;
  throw new Problem('precondition_failed', MESSAGES[failed.stated], {
    param: failed.stated,
    ...(customer && { details: { etag: showEntityTag(customer) } }),
  });
}

const MESSAGES = {
  'If-Match':
    'The customer has another version than If-Match names. Read the customer again, and decide again whether to write.',
  'If-None-Match': 'The customer exists already, but If-None-Match: * requires that it does not.',
};

/** `If-Match` requires a customer in one of these versions; `If-None-Match` requires none, or another version. */
export function isMet({ stated, tags }: Precondition, customer: Customer | undefined): boolean {
  return stated === 'If-Match' ? isMatched(tags, customer) : isUnmatched(tags, customer);
}

/** Strong comparison (RFC 9110 8.8.3.2): a weak tag never matches. */
function isMatched(tags: EntityTags, customer: Customer | undefined): boolean {
  if (!customer) return false;
  return tags === '*' || tags.some((tag) => !tag.startsWith('W/') && tag === showEntityTag(customer));
}

/** Weak comparison: the same tag matches, weak or not. */
function isUnmatched(tags: EntityTags, customer: Customer | undefined): boolean {
  if (!customer) return true;
  return tags !== '*' && !tags.some((tag) => tag.replace(/^W\//, '') === showEntityTag(customer));
}
