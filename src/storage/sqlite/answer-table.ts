import type Database from 'better-sqlite3';
import { type Claim, KEPT_MS, type KeptAnswer, type Recall, SWEPT_AT_ONCE } from '../../domain/claim.ts';
import type { TenantKey } from './tenant-keys.ts';

interface AnswerRow {
  fingerprint: string;
  status: number;
  headers: string;
  body: Buffer;
}

/**
 * Answers kept under Idempotency-Keys. Which first requests are still running is known in memory: only one process
 * serves a database, and a request that dies with it has left nothing behind.
 */
export class AnswerTable {
  readonly #running = new Map<string, string>();
  readonly #find;
  readonly #put;
  readonly #tenants;
  readonly #over;
  readonly #sweep;

  constructor(database: Database.Database) {
    this.#find = database.prepare<unknown[], AnswerRow>(
      `SELECT fingerprint, status, headers, body FROM kept_answers
       WHERE tenant = ? AND claim = ? AND expires_at > ?`,
    );
    this.#put = database.prepare(
      `INSERT INTO kept_answers (tenant, claim, fingerprint, status, headers, body, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (tenant, claim) DO UPDATE SET
         fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
         body = excluded.body, expires_at = excluded.expires_at`,
    );
    this.#tenants = database.prepare<[], number>('SELECT number FROM tenants').pluck();
    this.#over = database.prepare('SELECT 1 FROM kept_answers WHERE tenant = ? AND expires_at <= ? LIMIT 1');
    this.#sweep = database.prepare(
      `DELETE FROM kept_answers WHERE row IN (
         SELECT row FROM kept_answers WHERE tenant = ? AND expires_at <= ? LIMIT ?)`,
    );
  }

  recall(key: TenantKey, { id, fingerprint, now }: Claim): Recall {
    const running = this.#running.get(id);
    if (running !== undefined) return { kind: running === fingerprint ? 'running' : 'taken' };
    const row = this.#find.get(key.tenant, id, now);
    if (!row) {
      this.#running.set(id, fingerprint);
      return { kind: 'first' };
    }
    if (row.fingerprint !== fingerprint) return { kind: 'taken' };
    return {
      kind: 'answered',
      answer: { status: row.status, headers: JSON.parse(row.headers), body: row.body.toString() },
    };
  }

  release({ id }: Claim): void {
    this.#running.delete(id);
  }

  /** The caller holds the transaction. */
  put(key: TenantKey, { id, fingerprint, now }: Claim, { status, headers, body }: KeptAnswer): void {
    const bytes = Buffer.from(body);
    this.#put.run(key.tenant, id, fingerprint, status, JSON.stringify(headers), bytes, now + KEPT_MS);
  }

  /** Whether there is anything to sweep. */
  isAnyOver(now: number): boolean {
    return this.#tenants.all().some((tenant) => this.#over.get(tenant, now) !== undefined);
  }

  /** The caller holds the transaction. */
  sweep(now: number): number {
    let swept = 0;
    for (const tenant of this.#tenants.all()) {
      swept += this.#sweep.run(tenant, now, SWEPT_AT_ONCE - swept).changes;
      if (swept === SWEPT_AT_ONCE) break;
    }
    return swept;
  }
}
