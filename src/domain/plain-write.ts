import type { Customer, CustomerPatch } from './customer.ts';
import { type EmailUsage, foldEmail, refuseTakenEmail, sharedEmailWarnings } from './email.ts';
import { firstFields, mergeFields } from './merge.ts';
import { type Precondition, requirePreconditions } from './precondition.ts';
import { resourceMissing } from './problem.ts';

/** A new customer without a reference. */
export interface CreateCommand {
  readonly id: string;
  readonly email: string;
  readonly patch: CustomerPatch;
  /** UNIX milliseconds. */
  readonly now: number;
}

/** A change to the customer with this id. */
export interface UpdateCommand {
  readonly id: string;
  readonly patch: CustomerPatch;
  readonly preconditions?: readonly Precondition[];
  /** UNIX milliseconds. */
  readonly now: number;
}

/** The decision about a plain write. `before` and `after` are the same object if nothing changes. */
export interface WriteDecision {
  readonly before?: Customer;
  readonly after: Customer;
  readonly warnings: string[];
}

/** @throws Problem conflict if the email belongs to another customer; invalid_request if an object is too large. */
export function decideCreate(
  command: CreateCommand,
  merchantId: string,
  emailUsage: EmailUsage,
): WriteDecision {
  const fields = firstFields(command.email, command.patch);
  refuseTakenEmail(emailUsage);
  const after: Customer = {
    id: command.id,
    merchantId,
    fields,
    references: [],
    version: 1,
    createdAt: command.now,
    updatedAt: command.now,
  };
  return { after, warnings: sharedEmailWarnings(emailUsage) };
}

/** @throws Problem precondition_failed; resource_missing; conflict if the new email belongs to another customer; invalid_request if an object is too large. */
export function decideUpdate(
  command: UpdateCommand,
  before: Customer | undefined,
  emailUsage: EmailUsage,
): WriteDecision {
  requirePreconditions(command.preconditions, before);
  if (!before) throw noSuchCustomer();
  const fields = mergeFields(before.fields, command.patch);
  if (foldEmail(fields.email) !== foldEmail(before.fields.email)) refuseTakenEmail(emailUsage);
  const after =
    fields === before.fields
      ? before
      : { ...before, fields, version: before.version + 1, updatedAt: command.now };
  return { before, after, warnings: sharedEmailWarnings(emailUsage) };
}

export function noSuchCustomer() {
  return resourceMissing('There is no customer by this id.');
}
