import type Database from 'better-sqlite3';
import { type BatchCommand, type BatchResult, isRolledBack } from '../../domain/batch.ts';
import { type Customer, foldEmail } from '../../domain/customer.ts';
import { type EmailUsage, type SharedEmails, UNUSED_EMAIL } from '../../domain/email-uniqueness.ts';
import type { Origin } from '../../domain/event.ts';
import {
  type CreateCommand,
  decideCreate,
  decideUpdate,
  type UpdateCommand,
  type WriteDecision,
} from '../../domain/plain-write.ts';
import { Problem } from '../../domain/problem.ts';
import { decideUpsert, type UpsertCommand, type UpsertDecision } from '../../domain/upsert.ts';
import type { CustomerTable, StoredCustomer } from './customer-table.ts';
import type { EventTable } from './event-table.ts';
import type { TenantCounters } from './tenant-counters.ts';
import { rowOf, type TenantScope } from './tenant-scope.ts';

export interface CustomerWritesOptions {
  readonly table: CustomerTable;
  readonly events: EventTable;
  readonly counters: TenantCounters;
  readonly rule: SharedEmails;
}

/**
 * Load, let the domain decide, save, and append the event; the caller holds the transaction. A refusal comes before
 * anything is saved.
 */
export class CustomerWriter {
  readonly #table: CustomerTable;
  readonly #events: EventTable;
  readonly #counters: TenantCounters;
  readonly #rule: SharedEmails;
  readonly #savepoint;
  readonly #takeBack;
  readonly #release;

  constructor(database: Database.Database, { table, events, counters, rule }: CustomerWritesOptions) {
    this.#table = table;
    this.#events = events;
    this.#counters = counters;
    this.#rule = rule;
    this.#savepoint = database.prepare('SAVEPOINT batch');
    this.#takeBack = database.prepare('ROLLBACK TO batch');
    this.#release = database.prepare('RELEASE batch');
  }

  upsert(scope: TenantScope, command: UpsertCommand, origin: Origin): UpsertDecision {
    const current = this.#table.findByReference(scope, command.reference);
    const emailUsage = this.#emailUsage(scope, command.email, current);
    const decision = decideUpsert(command, { merchantId: scope.merchantId, current, emailUsage });
    if (decision.outcome === 'stale') return decision;
    const before = current ?? emailUsage.owner;
    if (decision.outcome === 'created') this.#insert(scope, decision.after, origin, command.now);
    else if (before) this.#save(scope, before, decision.after, origin, command.now);
    return decision;
  }

  create(scope: TenantScope, command: CreateCommand, origin: Origin): WriteDecision {
    const emailUsage = this.#emailUsage(scope, command.email);
    const decision = decideCreate(command, scope.merchantId, emailUsage);
    this.#insert(scope, decision.after, origin, command.now);
    return decision;
  }

  update(scope: TenantScope, command: UpdateCommand, origin: Origin): WriteDecision {
    const before = this.#table.find(scope, command.id);
    if (!before) return decideUpdate(command, undefined, UNUSED_EMAIL);
    const emailUsage = this.#emailUsage(scope, command.patch.email ?? before.fields.email, before);
    const decision = decideUpdate(command, before, emailUsage);
    this.#save(scope, before, decision.after, origin, command.now);
    return decision;
  }

  batch(scope: TenantScope, command: BatchCommand, origin: Origin): BatchResult[] {
    this.#counters.write();
    this.#savepoint.run();
    const results = command.items.map((item): BatchResult => {
      if ('refusal' in item) return { outcome: 'failed', refusal: item.refusal };
      try {
        return this.upsert(scope, item.command, origin);
      } catch (error) {
        if (error instanceof Problem) return { outcome: 'failed', refusal: error };
        throw error;
      }
    });
    if (isRolledBack(command, results)) {
      this.#takeBack.run();
      this.#counters.discard();
    }
    this.#release.run();
    return results;
  }

  #insert(scope: TenantScope, after: Customer, origin: Origin, now: number): void {
    const row = rowOf(scope, this.#counters.nextCustomer(scope));
    const event = this.#events.append(scope, origin, { row, after, now });
    this.#table.insert(scope, row, after, event);
  }

  #save(scope: TenantScope, before: StoredCustomer, after: Customer, origin: Origin, now: number): void {
    if (before === after) return;
    // A newer external time alone is stored, but it is no change that anybody else need hear of.
    const isChange = after.fields !== before.fields || after.references.length !== before.references.length;
    const event = isChange
      ? this.#events.append(scope, origin, { row: before.row, before, after, now })
      : before.lastEvent;
    this.#table.save(scope, before, after, event);
  }

  /** Who else has the email that `written`, if it exists, is to have. */
  #emailUsage(
    scope: TenantScope,
    email: string,
    written?: StoredCustomer,
  ): EmailUsage & { owner?: StoredCustomer | undefined } {
    if (this.#rule === 'allow') return { shareCount: this.#table.shareCount(scope, email, written?.row) };
    // Who keeps an email has it from before.
    const isKept = written !== undefined && foldEmail(written.fields.email) === foldEmail(email);
    return isKept
      ? { shareCount: 0 }
      : { owner: this.#table.owner(scope, email, written?.row), shareCount: 0 };
  }
}
