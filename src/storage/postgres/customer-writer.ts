import { type BatchCommand, type BatchResult, isRolledBack } from '../../domain/batch.ts';
import { type Customer, foldEmail } from '../../domain/customer.ts';
import { type EmailUsage, type SharedEmails, UNUSED_EMAIL } from '../../domain/email-uniqueness.ts';
import { type EventType, type Origin, previousParts } from '../../domain/event.ts';
import {
  type CreateCommand,
  decideCreate,
  decideUpdate,
  type UpdateCommand,
  type WriteDecision,
} from '../../domain/plain-write.ts';
import { Problem } from '../../domain/problem.ts';
import { decideUpsert, type UpsertCommand, type UpsertDecision } from '../../domain/upsert.ts';
import type { StoredCustomer } from './customer-row.ts';
import type { PreloadedUnitOfWork } from './preloaded-unit-of-work.ts';

/**
 * Look, let the domain decide, and put down what is different and its event, all in memory. A refusal comes before
 * anything is put down.
 */
export class CustomerWriter {
  readonly #situation: PreloadedUnitOfWork;
  readonly #rule: SharedEmails;
  readonly #origin: Origin;

  constructor(unitOfWork: PreloadedUnitOfWork, rule: SharedEmails, origin: Origin) {
    this.#situation = unitOfWork;
    this.#rule = rule;
    this.#origin = origin;
  }

  upsert(command: UpsertCommand): UpsertDecision {
    const current = this.#situation.findByReference(command.reference);
    const emailUsage = this.#emailUsage(command.email, current);
    const { merchantId } = this.#situation.scope;
    const decision = decideUpsert(command, { merchantId, current, emailUsage });
    if (decision.outcome === 'stale') return decision;
    const before = current ?? emailUsage.owner;
    if (decision.outcome === 'created') this.#insert(decision.after, command.now);
    else if (before) this.#save(before, decision.after, command.now);
    return decision;
  }

  create(command: CreateCommand): WriteDecision {
    const decision = decideCreate(command, this.#situation.scope.merchantId, this.#emailUsage(command.email));
    this.#insert(decision.after, command.now);
    return decision;
  }

  update(command: UpdateCommand): WriteDecision {
    const before = this.#situation.find(command.id);
    if (!before) return decideUpdate(command, undefined, UNUSED_EMAIL);
    const emailUsage = this.#emailUsage(command.patch.email ?? before.fields.email, before);
    const decision = decideUpdate(command, before, emailUsage);
    this.#save(before, decision.after, command.now);
    return decision;
  }

  batch(command: BatchCommand): BatchResult[] {
    const rollBack = this.#situation.begin();
    const results = command.items.map((item): BatchResult => {
      if ('refusal' in item) return { outcome: 'failed', refusal: item.refusal };
      try {
        return this.upsert(item.command);
      } catch (error) {
        if (error instanceof Problem) return { outcome: 'failed', refusal: error };
        throw error;
      }
    });
    if (isRolledBack(command, results)) rollBack();
    return results;
  }

  #insert(after: Customer, now: number): void {
    const number = this.#situation.nextCustomer();
    this.#situation.put(number, after);
    this.#tell(number, after, null, now);
  }

  #save(before: StoredCustomer, after: Customer, now: number): void {
    if (before === after) return;
    this.#situation.put(before.number, after);
    // A newer external time alone is stored, but it is no change that anybody else need hear of.
    const isChange = after.fields !== before.fields || after.references.length !== before.references.length;
    if (isChange) this.#tell(before.number, after, before, now);
  }

  #tell(number: number, after: Customer, before: StoredCustomer | null, now: number): void {
    const { sequence, createdAt: created_at } = this.#situation.nextEvent(now);
    const { id, fields, references, version, createdAt, updatedAt } = after;
    this.#situation.append({
      id: this.#origin.newId(),
      sequence,
      type: (before ? 'customer.updated' : 'customer.created') satisfies EventType,
      customer: number,
      created_at,
      snapshot: { id, fields, references, version, createdAt, updatedAt },
      previous: before && previousParts(before, after),
      request_id: this.#origin.requestId,
      idempotency_key: this.#origin.idempotencyKey,
    });
  }

  /** Who else has the email that `written`, if it exists, is to have. */
  #emailUsage(email: string, written?: StoredCustomer): EmailUsage & { owner?: StoredCustomer | undefined } {
    if (this.#rule === 'allow') return { shareCount: this.#situation.shareCount(email, written) };
    // Who keeps an email has it from before.
    const isKept = written !== undefined && foldEmail(written.fields.email) === foldEmail(email);
    return isKept ? { shareCount: 0 } : { owner: this.#situation.owner(email, written), shareCount: 0 };
  }
}
