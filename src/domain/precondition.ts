import type { Customer } from './customer.ts';
import { Problem } from './problem.ts';

/** What a request asks of the customer before it may be carried out (RFC 9110 13.1). */
export interface Precondition {
  /** The header that says so; the refusal names it. */
  readonly stated: 'If-Match' | 'If-None-Match';
  readonly tags: EntityTags;
}

/** `*`, or tags as they stand in a header: `"3"` or `W/"3"`. */
export type EntityTags = '*' | readonly string[];

/** Reads the value of a conditional header whose form has been checked. */
export function parseEntityTags(header: string): EntityTags {
  return header === '*' ? '*' : (header.match(/(W\/)?"[^"]*"/g) ?? []);
}

/** The customer's version as an ETag: strong, since it changes with every stored change. */
export function showEntityTag({ version }: Customer): string {
  return `"${version}"`;
}

/** @throws Problem precondition_failed for the first one that does not hold. */
export function requirePreconditions(
  preconditions: readonly Precondition[] | undefined,
  customer: Customer | undefined,
): void {
  const failed = preconditions?.find((precondition) => !holds(precondition, customer));
  if (!failed) return;
  throw new Problem('precondition_failed', MESSAGES[failed.stated], {
    param: failed.stated,
    ...(customer && { details: { etag: showEntityTag(customer) } }),
  });
}

const MESSAGES = {
  'If-Match': 'The customer is not as If-Match says. Read it again and decide anew.',
  'If-None-Match': 'There is a customer already, and If-None-Match: * asks for none.',
};

/** `If-Match` wants somebody, in one of these versions; `If-None-Match` wants nobody, or none of these versions. */
export function holds({ stated, tags }: Precondition, customer: Customer | undefined): boolean {
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
