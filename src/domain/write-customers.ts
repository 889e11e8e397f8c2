import { type BatchCommand, type BatchResult, isRolledBack } from './batch.ts';
import type { Customer } from './customer.ts';
import { type EmailUsage, foldEmail, UNUSED_EMAIL } from './email.ts';
import { type NewEvent, type Origin, previousParts } from './event.ts';
import {
  type CreateCommand,
  decideCreate,
  decideUpdate,
  type UpdateCommand,
  type WriteDecision,
} from './plain-write.ts';
import { Problem } from './problem.ts';
import type { Prefetch, UnitOfWork } from './store/unit-of-work.ts';
import { decideUpsert, type UpsertCommand, type UpsertDecision } from './upsert.ts';

/** Loads the customer, decides, and saves the customer and its event. @throws Problem as `decideUpsert` does. */
export function applyUpsert(unitOfWork: UnitOfWork, command: UpsertCommand, origin: Origin): UpsertDecision {
  const current = unitOfWork.findByReference(command.reference);
  const emailUsage = findEmailUsage(unitOfWork, command.email, current);
  const decision = decideUpsert(command, { merchantId: unitOfWork.merchantId, current, emailUsage });
  if (decision.outcome !== 'stale') save(unitOfWork, decision, origin, command.now);
  return decision;
}

/** Saves a new customer without a reference. @throws Problem as `decideCreate` does. */
export function applyCreate(unitOfWork: UnitOfWork, command: CreateCommand, origin: Origin): WriteDecision {
  const emailUsage = findEmailUsage(unitOfWork, command.email);
  const decision = decideCreate(command, unitOfWork.merchantId, emailUsage);
  save(unitOfWork, decision, origin, command.now);
  return decision;
}

/** Changes the customer with an id. @throws Problem as `decideUpdate` does. */
export function applyUpdate(unitOfWork: UnitOfWork, command: UpdateCommand, origin: Origin): WriteDecision {
  const before = unitOfWork.findById(command.id);
  const emailUsage = before
    ? findEmailUsage(unitOfWork, command.patch.email ?? before.fields.email, before)
    : UNUSED_EMAIL;
  const decision = decideUpdate(command, before, emailUsage);
  save(unitOfWork, decision, origin, command.now);
  return decision;
}

/**
 * Applies the items in their order; each sees the changes of the earlier ones. An item that fails has changed nothing, and
 * the others still run. A dry run, and an atomic batch with a failed item, is rolled back.
 */
export function applyBatch(unitOfWork: UnitOfWork, command: BatchCommand, origin: Origin): BatchResult[] {
  const savepoint = command.atomic || command.dryRun ? unitOfWork.savepoint() : undefined;
  const results = command.items.map((item): BatchResult => {
    if ('refusal' in item) return { outcome: 'failed', refusal: Problem.of(item.refusal) };
    try {
      return applyUpsert(unitOfWork, item.command, origin);
    } catch (error) {
      if (error instanceof Problem) return { outcome: 'failed', refusal: error };
      throw error;
    }
  });
  if (isRolledBack(command, results)) savepoint?.rollBack();
  else savepoint?.release();
  return results;
}

/** The keys that `applyUpsert` looks up. */
export function prefetchForUpsert({ reference, email }: UpsertCommand): Prefetch {
  return { references: [reference], emails: [foldEmail(email)] };
}

/** The keys that `applyCreate` looks up. */
export function prefetchForCreate({ email }: CreateCommand): Prefetch {
  return { emails: [foldEmail(email)] };
}

/** The keys that `applyUpdate` looks up. */
export function prefetchForUpdate({ id, patch: { email } }: UpdateCommand): Prefetch {
  return { ids: [id], ...(typeof email === 'string' && { emails: [foldEmail(email)] }) };
}

/** The keys that `applyBatch` looks up. */
export function prefetchForBatch({ items }: BatchCommand): Prefetch {
  const commands = items.flatMap((item) => ('command' in item ? item.command : []));
  return {
    references: commands.map(({ reference }) => reference),
    emails: commands.map(({ email }) => foldEmail(email)),
  };
}

function save(
  unitOfWork: UnitOfWork,
  { before, after }: { readonly before?: Customer; readonly after: Customer },
  origin: Origin,
  now: number,
): void {
  if (before === after) return;
  if (before)
    unitOfWork.update(
      before,
      after,
      isEvent(before, after) ? makeEvent(before, after, origin, now) : undefined,
    );
  else unitOfWork.insert(after, makeEvent(undefined, after, origin, now));
}

/** @param before undefined for a new customer. */
function makeEvent(
  before: Customer | undefined,
  after: Customer,
  { requestId, idempotencyKey, newId }: Origin,
  now: number,
): NewEvent {
  const { id, fields, references, version, createdAt, updatedAt } = after;
  return {
    id: newId(),
    type: before ? 'customer.updated' : 'customer.created',
    now,
    snapshot: { id, fields, references, version, createdAt, updatedAt },
    previous: before && previousParts(before, after),
    requestId,
    idempotencyKey,
  };
}

/** A newer external time alone is stored, but other systems need no event about it. */
function isEvent(before: Customer, after: Customer): boolean {
  return after.fields !== before.fields || after.references.length !== before.references.length;
}

/** @param written the customer that is to have the email, if it exists already. */
function findEmailUsage(unitOfWork: UnitOfWork, email: string, written?: Customer): EmailUsage {
  if (unitOfWork.sharedEmails === 'allow') return { shareCount: unitOfWork.countByEmail(email, written) };
  // A customer may keep its email even if another customer has it, from a time when emails could be shared.
  const isKept = written !== undefined && foldEmail(written.fields.email) === foldEmail(email);
  return isKept ? UNUSED_EMAIL : { owner: unitOfWork.findByEmail(email, written), shareCount: 0 };
}
