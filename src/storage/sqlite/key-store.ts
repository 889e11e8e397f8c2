import type Database from 'better-sqlite3';
import type { ApiKey, FoundKey } from '../../domain/keys/api-key.ts';
import type { KeyStore } from '../../domain/store/store.ts';
import type { Mode } from '../../domain/tenant.ts';
import { ApiKeyCache } from '../api-key-cache.ts';
import type { TenantScopes } from './tenants.ts';
import type { Transactions } from './transactions.ts';

/**
 * How long, in milliseconds, the cache is used without a query of the revision, which can take longer than the rest of
 * a look-up. It is shorter than the run of a command that changes a key.
 */
const CACHE_TTL_MS = 5;

/** The API keys of a store, with a cache of those that were looked up. */
export interface CachedKeyStore extends KeyStore {
  /** Must follow every change of a key by another connection of this process. */
  invalidateCache(): void;
}

export function createKeyStore(transactions: Transactions, table: KeyTable): CachedKeyStore {
  const cache = new ApiKeyCache(
    {
      find: (hash) => transactions.statement(() => table.find(hash)),
      revision: () => transactions.statement(() => table.revision()),
    },
    CACHE_TTL_MS,
  );
  const change = async <T>(work: () => T): Promise<T> => {
    try {
      return await transactions.commitGrouped(work);
    } finally {
      cache.invalidate();
    }
  };
  return {
    add: (key, hash) => change(() => table.add(key, hash)),
    addFirst: (key, hash) => change(() => table.addFirst(key, hash)),
    find: (hash) => cache.find(hash),
    get: (id) => transactions.statement(() => table.get(id)),
    list: () => transactions.statement(() => table.list()),
    revoke: (id, now, by) => change(() => table.revoke(id, now, by)),
    rotate: (id, hash, oldEnds) => change(() => table.rotate(id, hash, oldEnds)),
    recordUses: (uses) => transactions.commitGrouped(() => table.recordUses(uses)),
    invalidateCache: () => cache.invalidate(),
  };
}

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
  created_by: string | null;
  revoked_by: string | null;
}

interface SecretRow {
  hash: string;
  api_key: string;
  expires_at: number | null;
}

/** API keys and the hashes of their secrets. The caller has begun the transaction of a change. */
export class KeyTable {
  readonly #tenants: TenantScopes;
  readonly #dataVersion;
  readonly #insert;
  readonly #insertSecret;
  readonly #expireSecrets;
  readonly #secret;
  readonly #get;
  readonly #list;
  readonly #revoke;
  readonly #recordUse;

  constructor(database: Database.Database, tenants: TenantScopes) {
    this.#tenants = tenants;
    this.#dataVersion = database.prepare('PRAGMA data_version').pluck();
    this.#insert = database.prepare(
      `INSERT INTO api_keys (id, merchant, livemode, name, scopes, cidrs, expires_at, created_at, created_by)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertSecret = database.prepare('INSERT INTO api_key_secrets (hash, api_key) VALUES (?, ?)');
    this.#expireSecrets = database.prepare(
      `UPDATE api_key_secrets SET expires_at = @ends
       WHERE api_key = @id AND (expires_at IS NULL OR expires_at > @ends)`,
    );
    // Two queries instead of a join: our build of SQLite would prepare a join again at every run.
    this.#secret = database.prepare<unknown[], SecretRow>('SELECT * FROM api_key_secrets WHERE hash = ?');
    this.#get = database.prepare<unknown[], KeyRow>('SELECT * FROM api_keys WHERE id = ?');
    this.#list = database.prepare<unknown[], KeyRow>('SELECT * FROM api_keys ORDER BY created_at, id');
    this.#revoke = database.prepare(
      'UPDATE api_keys SET revoked_at = ?, revoked_by = ? WHERE id = ? AND revoked_at IS NULL',
    );
    this.#recordUse = database.prepare(
      'UPDATE api_keys SET last_used_at = max(?, coalesce(last_used_at, 0)) WHERE id = ?',
    );
  }

  add(key: ApiKey, hash: string): void {
    const { id, merchantId, mode, name, scopes, cidrs, expiresAt = null, createdAt, createdBy = null } = key;
    const merchant = this.#tenants.merchant(merchantId);
    const livemode = mode === 'live' ? 1 : 0;
    const limits = [scopes.join(' '), cidrs.join(' '), expiresAt];
    this.#insert.run(id, merchant, livemode, name, ...limits, createdAt, createdBy);
    this.#insertSecret.run(hash, id);
  }

  /** Adds the key if there is none yet. @returns whether it was added. */
  addFirst(key: ApiKey, hash: string): boolean {
    if (this.#list.get()) return false;
    this.add(key, hash);
    return true;
  }

  find(hash: string): FoundKey | undefined {
    const secret = this.#secret.get(hash);
    const key = secret && this.get(secret.api_key);
    return (
      key && {
        key,
        hash: secret.hash,
        ...(secret.expires_at !== null && { secretExpiresAt: secret.expires_at }),
      }
    );
  }

  /** A number that changes when another connection has committed a change of the database. */
  revision(): unknown {
    return this.#dataVersion.get();
  }

  get(id: string): ApiKey | undefined {
    const row = this.#get.get(id);
    return row && this.#read(row);
  }

  list(): ApiKey[] {
    return this.#list.all().map((row) => this.#read(row));
  }

  /** @returns whether the key exists. */
  revoke(id: string, now: number, by?: string): boolean {
    return this.#revoke.run(now, by ?? null, id).changes > 0 || this.#get.get(id) !== undefined;
  }

  /** Adds a secret, and ends the former ones, unless they end earlier. @returns whether the key exists. */
  rotate(id: string, hash: string, oldEnds: number): boolean {
    if (!this.#get.get(id)) return false;
    this.#expireSecrets.run({ id, ends: oldEnds });
    this.#insertSecret.run(hash, id);
    return true;
  }

  recordUses(uses: ReadonlyMap<string, number>): void {
    for (const [id, time] of uses) this.#recordUse.run(time, id);
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
      ...(row.created_by !== null && { createdBy: row.created_by }),
      ...(row.revoked_by !== null && { revokedBy: row.revoked_by }),
    };
  }
}

function words(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}
