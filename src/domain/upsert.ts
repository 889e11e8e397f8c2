import type { Customer, CustomerPatch, HeldReference, Reference } from './customer.ts';
import {
  type EmailMatch,
  type EmailUsage,
  foldEmail,
  nameOwner,
  refuseTakenEmail,
  sharedEmailWarnings,
} from './email.ts';
import { type Instant, instantToMillis, isBefore, showInstant } from './instant.ts';
import { firstFields, mergeFields } from './merge.ts';
import { type Precondition, requirePreconditions } from './precondition.ts';
import { emailConflict, tooManyReferences } from './problem.ts';

/** An upsert by external id. It contains `id` and `now`, so that the rule is a pure function. */
export interface UpsertCommand {
  readonly reference: Reference;
  readonly email: string;
  readonly patch: CustomerPatch;
  readonly externalUpdatedAt?: Instant;
  /** Default: link. */
  readonly emailMatch?: EmailMatch;
  /** Conditions on the customer that has the reference. */
  readonly preconditions?: readonly Precondition[];
  /** The id of the customer if the upsert creates one. */
  readonly id: string;
  /** UNIX milliseconds. */
  readonly now: number;
}

/** The stored state that an upsert depends on: the customer with the reference, and the other customers with the email. */
export interface ExistingState {
  readonly merchantId: string;
  readonly current: Customer | undefined;
  readonly emailUsage: EmailUsage;
}

/** The decision about an upsert. `before` and `after` are the same object if nothing changes. */
export type UpsertDecision =
  | { outcome: 'created'; after: Customer; warnings: string[] }
  | { outcome: 'updated' | 'unchanged' | 'linked'; before: Customer; after: Customer; warnings: string[] }
  | { outcome: 'stale'; stored: Instant; incoming: Instant };

/** An external time further ahead of our clock than this adds a warning: later updates with a correct time would be stale. */
const TOLERATED_SKEW_MS = 5 * 60 * 1000;

/** The largest number of references to which an upsert links; each response and event of the customer contains them. */
const MAX_REFERENCES = 100;

/**
 * Decides the outcome of an upsert.
 *
 * @throws Problem precondition_failed; conflict if the email belongs to another customer and linking is not possible;
 *   invalid_request if a merged object is too large.
 */
export function decideUpsert(command: UpsertCommand, existing: ExistingState): UpsertDecision {
  requirePreconditions(command.preconditions, existing.current);
  if (existing.current) return decideExisting(command, existing.current, existing.emailUsage);
  if (command.emailMatch === 'refuse') refuseTakenEmail(existing.emailUsage, command.reference.source);
  const owner = existing.emailUsage.owner;
  return owner ? decideLink(command, owner) : decideCreate(command, existing);
}

function decideExisting(command: UpsertCommand, current: Customer, emailUsage: EmailUsage): UpsertDecision {
  const held = referenceOf(current, command.reference);
  const stored = held?.externalUpdatedAt;
  const incoming = command.externalUpdatedAt;
  if (stored && incoming && isBefore(incoming, stored)) return { outcome: 'stale', stored, incoming };

  const fields = mergeFields(current.fields, { ...command.patch, email: command.email });
  if (foldEmail(command.email) !== foldEmail(current.fields.email))
    refuseTakenEmail(emailUsage, command.reference.source);
  const warnings = [...timeWarnings(command, stored), ...sharedEmailWarnings(emailUsage)];

  const newerTime = incoming !== undefined && incoming !== stored;
  if (fields === current.fields && !newerTime)
    return { outcome: 'unchanged', before: current, after: current, warnings };
  const references = newerTime
    ? current.references.map((reference) =>
        reference === held ? { ...reference, externalUpdatedAt: incoming } : reference,
      )
    : current.references;
  const after: Customer = {
    ...current,
    fields,
    references,
    version: current.version + 1,
    updatedAt: fields === current.fields ? current.updatedAt : command.now,
  };
  return { outcome: fields === current.fields ? 'unchanged' : 'updated', before: current, after, warnings };
}

function decideLink(command: UpsertCommand, owner: Customer): UpsertDecision {
  const { source } = command.reference;
  const taken = owner.references.find((reference) => reference.source === source);
  if (taken) {
    throw emailConflict({ customer_id: owner.id, source: taken.source, external_id: taken.externalId });
  }
  if (owner.references.length >= MAX_REFERENCES)
    throw tooManyReferences(nameOwner(owner, source), MAX_REFERENCES);
  const after: Customer = {
    ...owner,
    fields: mergeFields(owner.fields, { ...command.patch, email: command.email }),
    references: [...owner.references, newReference(command)],
    version: owner.version + 1,
    updatedAt: command.now,
  };
  const warnings = [
    `email: this reference was new, and the customer with this email had none from ${source}, so it was linked to that customer.`,
    ...timeWarnings(command, undefined),
  ];
  return { outcome: 'linked', before: owner, after, warnings };
}

function decideCreate(command: UpsertCommand, existing: ExistingState): UpsertDecision {
  const after: Customer = {
    id: command.id,
    merchantId: existing.merchantId,
    fields: firstFields(command.email, command.patch),
    references: [newReference(command)],
    version: 1,
    createdAt: command.now,
    updatedAt: command.now,
  };
  const warnings = [...timeWarnings(command, undefined), ...sharedEmailWarnings(existing.emailUsage)];
  return { outcome: 'created', after, warnings };
}

function referenceOf(customer: Customer, { source, externalId }: Reference): HeldReference | undefined {
  return customer.references.find(
    (reference) => reference.source === source && reference.externalId === externalId,
  );
}

function newReference({ reference, externalUpdatedAt, now }: UpsertCommand): HeldReference {
  return { ...reference, ...(externalUpdatedAt && { externalUpdatedAt }), linkedAt: now };
}

function timeWarnings({ externalUpdatedAt, now }: UpsertCommand, stored: Instant | undefined): string[] {
  if (!externalUpdatedAt) {
    return stored
      ? [
          `external_updated_at: not sent, so the update was applied unchecked and ${showInstant(stored)} stays the stored time.`,
        ]
      : [];
  }
  return instantToMillis(externalUpdatedAt) > now + TOLERATED_SKEW_MS
    ? [
        `external_updated_at: ${showInstant(externalUpdatedAt)} is in the future; until then updates with a correct timestamp will be ignored as stale. Check the clock of the sending system.`,
      ]
    : [];
}
