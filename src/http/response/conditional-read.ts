import type { Customer } from '../../domain/customer.ts';
import { isMet, type Precondition, requirePreconditions, showEntityTag } from '../../domain/precondition.ts';

/**
 * Responds to a read of one customer: with the customer, or with 304 if `If-None-Match` names its current ETag.
 *
 * @throws Problem precondition_failed if `If-Match` does not match.
 */
export function respondToRead<Body>(
  customer: Customer,
  preconditions: readonly Precondition[],
  body: Body,
): { status: 200; headers: { ETag: string }; body: Body } | { status: 304; headers: { ETag: string } } {
  requirePreconditions(
    preconditions.filter(({ stated }) => stated === 'If-Match'),
    customer,
  );
  const headers = { ETag: showEntityTag(customer) };
  // Only If-None-Match remains.
  const isUnmodified = preconditions.some((precondition) => !isMet(precondition, customer));
  return isUnmodified ? { status: 304, headers } : { status: 200, headers, body };
}
