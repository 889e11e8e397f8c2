import type { Customer, HeldReference } from '../../src/domain/customer.ts';
import { type Instant, parseInstant } from '../../src/domain/instant.ts';

/** Builds a customer for the test of a rule. */
export function aCustomer(
  fields: Partial<Customer['fields']> = {},
  references: readonly HeldReference[] = [],
): Customer {
  return {
    id: 'known-id',
    merchantId: 'merchant',
    fields: { email: 'kari@example.com', ...fields },
    references,
    version: 3,
    createdAt: 1000,
    updatedAt: 2000,
  };
}

export function aReference(source: string, externalId: string, text?: string): HeldReference {
  return { source, externalId, linkedAt: 1000, ...(text && { externalUpdatedAt: instant(text) }) };
}

export function instant(text: string): Instant {
  const read = parseInstant(text);
  if (!read) throw new Error(`${text} is no instant`);
  return read;
}
