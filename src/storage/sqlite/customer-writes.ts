import { type EmailHolders, NOBODY, type SharedEmails } from '../../domain/email-rule.ts';
import {
  type CreateCommand,
  decideCreate,
  decideUpdate,
  type UpdateCommand,
  type WriteDecision,
} from '../../domain/plain-write.ts';
import { decideUpsert, type UpsertCommand, type UpsertDecision } from '../../domain/upsert.ts';
import type { CustomerTable, StoredCustomer } from './customer-table.ts';
import type { TenantKey } from './tenant-keys.ts';

/** Load, let the domain decide, save; the caller holds the transaction. A refusal comes before anything is saved. */
export class CustomerWrites {
  readonly #table: CustomerTable;
  readonly #rule: SharedEmails;

  constructor(table: CustomerTable, rule: SharedEmails) {
    this.#table = table;
    this.#rule = rule;
  }

  upsert(key: TenantKey, command: UpsertCommand): UpsertDecision {
    const known = this.#table.findByReference(key, command.reference);
    const holders = this.#holders(key, command.email, known?.id);
    const decision = decideUpsert(command, { merchantId: key.merchantId, known, holders });
    const before = known ?? holders.owner;
    if (decision.outcome === 'created') this.#table.insert(key, decision.after);
    else if (decision.outcome !== 'stale' && before) this.#table.save(key, before, decision.after);
    return decision;
  }

  create(key: TenantKey, command: CreateCommand): WriteDecision {
    const holders = this.#holders(key, command.email);
    const decision = decideCreate(command, key.merchantId, holders);
    this.#table.insert(key, decision.after);
    return decision;
  }

  update(key: TenantKey, command: UpdateCommand): WriteDecision {
    const before = this.#table.find(key, command.id);
    if (!before) return decideUpdate(command, undefined, NOBODY);
    const holders = this.#holders(key, command.patch.email ?? before.fields.email, before.id);
    const decision = decideUpdate(command, before, holders);
    this.#table.save(key, before, decision.after);
    return decision;
  }

  #holders(
    key: TenantKey,
    email: string,
    exceptId?: string,
  ): EmailHolders & { owner?: StoredCustomer | undefined } {
    return this.#rule === 'refuse'
      ? { owner: this.#table.owner(key, email, exceptId), sharers: 0 }
      : { sharers: this.#table.sharers(key, email, exceptId) };
  }
}
