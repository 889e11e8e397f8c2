import type { components } from '../../../generated/openapi.d.ts';
import { readPatch } from '../../contract/field-names.ts';
import type { Reference } from '../../domain/customer.ts';
import { resourceMissing } from '../../domain/problem.ts';
import type { UpsertCommand } from '../../domain/upsert.ts';
import type { Handler } from '../handler.ts';
import { readTime } from '../request/read-time.ts';
import { respondToRead } from '../response/conditional-read.ts';
import type { Services } from './services.ts';

export function upsertCustomer(services: Services): Handler<'upsertCustomerByExternalId'> {
  return ({ path, body, warnings, preconditions, write }) => {
    const reference = { source: path.source, externalId: path.externalId };
    const command = { ...upsertCommand(services, reference, body), preconditions };
    return write('upsert', command, warnings);
  };
}

export function getCustomerByReference({
  store,
  showCustomer,
}: Services): Handler<'getCustomerByExternalId'> {
  return async ({ caller, path, preconditions }) => {
    const reference = { source: path.source, externalId: path.externalId };
    const customer = await store.customers.findByReference(caller, reference);
    if (!customer) throw resourceMissing('There is no customer by this source and external id.');
    return respondToRead(customer, preconditions, { data: showCustomer(customer) });
  };
}

/** Builds the command of an upsert. @throws Problem invalid_request for a time whose year in UTC is out of range. */
export function upsertCommand(
  { clock, newId, emailMatch }: Services,
  reference: Reference,
  body: components['schemas']['UpsertCustomerBody'],
): UpsertCommand {
  const { external_updated_at, email, ...fields } = body;
  return {
    reference,
    email,
    patch: readPatch(fields),
    ...(external_updated_at && {
      externalUpdatedAt: readTime('external_updated_at', external_updated_at),
    }),
    emailMatch,
    id: newId(),
    now: clock(),
  };
}
