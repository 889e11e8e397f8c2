import type { Customer } from './customer.ts';
import { Problem } from './problem.ts';

/** What a request asks of the customer before it may be carried out (RFC 9110 13.1). */
export interface Precondition {
  /** The header that says so; the refusal names it. */
  readonly stated: 'If-Match' | 'If-None-Match';
  readonly holds: (customer: Customer | undefined) => boolean;
}

/** @throws Problem precondition_failed for the first one that does not hold. */
export function requirePreconditions(
  preconditions: readonly Precondition[] | undefined,
  customer: Customer | undefined,
): void {
  const failed = preconditions?.find(({ holds }) => !holds(customer));
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

/** `If-Match`: somebody is there and, unless `*` is asked for, in one of these versions. */
export function ifMatch(tags: EntityTags): Precondition {
  return {
    stated: 'If-Match',
    // Strong comparison (RFC 9110 8.8.3.2): a weak tag never matches.
    holds: (customer) =>
      customer !== undefined &&
      (tags === '*' || tags.some((tag) => !tag.startsWith('W/') && tag === showEntityTag(customer))),
  };
}

/** `If-None-Match`: nobody is there or, unless `*` is asked for, in none of these versions. */
export function ifNoneMatch(tags: EntityTags): Precondition {
  return {
    stated: 'If-None-Match',
    // Weak comparison: the same tag matches, weak or not.
    holds: (customer) =>
      customer === undefined ||
      (tags !== '*' && !tags.some((tag) => tag.replace(/^W\//, '') === showEntityTag(customer))),
  };
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
