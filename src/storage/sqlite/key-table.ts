import type Database from 'better-sqlite3';
import type { ApiKey, FoundKey } from '../../domain/api-key.ts';
import type { Mode } from '../../domain/tenant.ts';
import type { TenantScopes } from './tenant-scope.ts';

interface KeyRow {
  id: string;
  merchant: number;
  livemode: 0 | 1;
  name: string;
  scopes: string;
  cidrs: string;
  expires_at: number | null;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

interface SecretRow {
  hash: string;
  api_key: string;
  expires_at: number | null;
}

/**
 * For how long, in milliseconds, what is remembered is used without asking whether it still holds: less than it takes a
 * command that has changed a key to end.
 */
const CACHE_TTL_MS = 5;

/** How many looked-up keys are remembered; more than that many in use only cost their look-up. */
const MAX_CACHED_KEYS = 1000;

/** API keys. Their look-up is remembered until anything in the database was changed by another connection. */
export class KeyTable {
  readonly #tenants: TenantScopes;
  readonly #dataVersion;
  readonly #insert;
  readonly #insertSecret;
  readonly #endSecrets;
  readonly #secret;
  readonly #get;
  readonly #list;
  readonly #revoke;
  readonly #touch;
  #cached = new Map<string, FoundKey>();
  #rememberedAt: unknown;
  /** By `performance.now()`. */
  #trustedUntil = 0;

  constructor(database: Database.Database, tenants: TenantScopes) {
    this.#tenants = tenants;
    this.#dataVersion = database.prepare('PRAGMA data_version').pluck();
    this.#insert = database.prepare(
      `INSERT INTO api_keys (id, merchant, livemode, name, scopes, cidrs, expires_at, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertSecret = database.prepare('INSERT INTO api_key_secrets (hash, api_key) VALUES (?, ?)');
    this.#endSecrets = database.prepare(
      `UPDATE api_key_secrets SET expires_at = @ends
       WHERE api_key = @id AND (expires_at IS NULL OR expires_at > @ends)`,
    );
    // One after the other and not joined: SQLite as it is built for us would prepare a join anew at every run.
    this.#secret = database.prepare<unknown[], SecretRow>('SELECT * FROM api_key_secrets WHERE hash = ?');
    this.#get = database.prepare<unknown[], KeyRow>('SELECT * FROM api_keys WHERE id = ?');
    this.#list = database.prepare<unknown[], KeyRow>('SELECT * FROM api_keys ORDER BY created_at, id');
    this.#revoke = database.prepare('UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?');
    this.#touch = database.prepare(
      'UPDATE api_keys SET last_used_at = max(?, coalesce(last_used_at, 0)) WHERE id = ?',
    );
  }

  add(key: ApiKey, hash: string): void {
    const { id, merchantId, mode, name, scopes, cidrs, expiresAt = null, createdAt } = key;
    const merchant = this.#tenants.merchant(merchantId);
    const livemode = mode === 'live' ? 1 : 0;
    this.#insert.run(id, merchant, livemode, name, scopes.join(' '), cidrs.join(' '), expiresAt, createdAt);
    this.#insertSecret.run(hash, id);
  }

  addFirst(key: ApiKey, hash: string): boolean {
    if (this.#list.get()) return false;
    this.add(key, hash);
    return true;
  }

  find(hash: string): FoundKey | undefined {
    this.#forgetOld();
    const cached = this.#cached.get(hash);
    if (cached) return cached;
    const secret = this.#secret.get(hash);
    const key = secret && this.get(secret.api_key);
    if (!key) return undefined;
    const found: FoundKey = {
      key,
      hash: secret.hash,
      ...(secret.expires_at !== null && { secretExpiresAt: secret.expires_at }),
    };
    this.#cached.set(hash, found);
    return found;
  }

  /** `data_version` moves when another connection has committed. To ask for it may take longer than all else for a key. */
  #forgetOld(): void {
    const now = performance.now();
    if (now < this.#trustedUntil) return;
    this.#trustedUntil = now + CACHE_TTL_MS;
    const version = this.#dataVersion.get();
    if (version === this.#rememberedAt && this.#cached.size <= MAX_CACHED_KEYS) return;
    this.invalidate();
    this.#rememberedAt = version;
  }

  /** Must follow every commit of this process that changed a key. */
  invalidate(): void {
    this.#cached.clear();
  }

  get(id: string): ApiKey | undefined {
    const row = this.#get.get(id);
    return row && this.#read(row);
  }

  list(): ApiKey[] {
    return this.#list.all().map((row) => this.#read(row));
  }

  revoke(id: string, now: number): boolean {
    return this.#revoke.run(now, id).changes > 0;
  }

  rotate(id: string, hash: string, oldEnds: number): boolean {
    if (!this.#get.get(id)) return false;
    this.#endSecrets.run({ id, ends: oldEnds });
    this.#insertSecret.run(hash, id);
    return true;
  }

  recordUses(uses: ReadonlyMap<string, number>): void {
    for (const [id, time] of uses) this.#touch.run(time, id);
  }

  #read(row: KeyRow): ApiKey {
    return {
      id: row.id,
      merchantId: this.#tenants.merchantId(row.merchant),
      mode: (row.livemode === 1 ? 'live' : 'sandbox') satisfies Mode,
      name: row.name,
      scopes: words(row.scopes),
      cidrs: words(row.cidrs),
      createdAt: row.created_at,
      ...(row.expires_at !== null && { expiresAt: row.expires_at }),
      ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
      ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
    };
  }
}

function words(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}
