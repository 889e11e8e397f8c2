import type Database from 'better-sqlite3';
import { type BatchCommand, type BatchResult, isRolledBack } from '../../domain/batch.ts';
import { type Customer, foldEmail } from '../../domain/customer.ts';
import { type EmailHolders, NOBODY, type SharedEmails } from '../../domain/email-rule.ts';
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
import { rowOf, type TenantKey } from './tenant-keys.ts';

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
export class CustomerWrites {
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

  upsert(key: TenantKey, command: UpsertCommand, origin: Origin): UpsertDecision {
    const known = this.#table.findByReference(key, command.reference);
    const holders = this.#holders(key, command.email, known);
    const decision = decideUpsert(command, { merchantId: key.merchantId, known, holders });
    if (decision.outcome === 'stale') return decision;
    const before = known ?? holders.owner;
    if (decision.outcome === 'created') this.#insert(key, decision.after, origin, command.now);
    else if (before) this.#save(key, before, decision.after, origin, command.now);
    return decision;
  }

  create(key: TenantKey, command: CreateCommand, origin: Origin): WriteDecision {
    const holders = this.#holders(key, command.email);
    const decision = decideCreate(command, key.merchantId, holders);
    this.#insert(key, decision.after, origin, command.now);
    return decision;
  }

  update(key: TenantKey, command: UpdateCommand, origin: Origin): WriteDecision {
    const before = this.#table.find(key, command.id);
    if (!before) return decideUpdate(command, undefined, NOBODY);
    const holders = this.#holders(key, command.patch.email ?? before.fields.email, before);
    const decision = decideUpdate(command, before, holders);
    this.#save(key, before, decision.after, origin, command.now);
    return decision;
  }

  batch(key: TenantKey, command: BatchCommand, origin: Origin): BatchResult[] {
    this.#counters.write();
    this.#savepoint.run();
    const results = command.items.map((item): BatchResult => {
      if ('refusal' in item) return { outcome: 'failed', refusal: item.refusal };
      try {
        return this.upsert(key, item.command, origin);
      } catch (error) {
        if (error instanceof Problem) return { outcome: 'failed', refusal: error };
        throw error;
      }
    });
    if (isRolledBack(command, results)) {
      this.#takeBack.run();
      this.#counters.forget();
    }
    this.#release.run();
    return results;
  }

  #insert(key: TenantKey, after: Customer, origin: Origin, now: number): void {
    const row = rowOf(key, this.#counters.nextCustomer(key));
    const event = this.#events.append(key, origin, { row, after, now });
    this.#table.insert(key, row, after, event);
  }

  #save(key: TenantKey, before: StoredCustomer, after: Customer, origin: Origin, now: number): void {
    if (before === after) return;
    // A newer external time alone is stored, but it is no change that anybody else need hear of.
    const isChange = after.fields !== before.fields || after.references.length !== before.references.length;
    const event = isChange
      ? this.#events.append(key, origin, { row: before.row, before, after, now })
      : before.lastEvent;
    this.#table.save(key, before, after, event);
  }

  /** Who else has the email that `written`, if it exists, is to have. */
  #holders(
    key: TenantKey,
    email: string,
    written?: StoredCustomer,
  ): EmailHolders & { owner?: StoredCustomer | undefined } {
    if (this.#rule === 'allow') return { sharers: this.#table.sharers(key, email, written?.row) };
    // Who keeps an email has it from before.
    const isKept = written !== undefined && foldEmail(written.fields.email) === foldEmail(email);
    return isKept ? { sharers: 0 } : { owner: this.#table.owner(key, email, written?.row), sharers: 0 };
  }
}
