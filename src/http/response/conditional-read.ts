import type { Customer } from '../../domain/customer.ts';
import { isMet, type Precondition, requirePreconditions, showEntityTag } from '../../domain/precondition.ts';

/**
 * Answers a read of one customer: in full, or with 304 when `If-None-Match` says that it is known already.
 *
 * @throws Problem precondition_failed when `If-Match` does not hold.
 */
export function answerRead<Body>(
  customer: Customer,
  preconditions: readonly Precondition[],
  body: Body,
): { status: 200; headers: { ETag: string }; body: Body } | { status: 304; headers: { ETag: string } } {
  requirePreconditions(
    preconditions.filter(({ stated }) => stated === 'If-Match'),
    customer,
  );
  const headers = { ETag: showEntityTag(customer) };
  // All that can fail now is If-None-Match.
  const isKnown = preconditions.some((precondition) => !isMet(precondition, customer));
  return isKnown ? { status: 304, headers } : { status: 200, headers, body };
}
