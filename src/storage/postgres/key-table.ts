import type { ApiKey, FoundKey } from '../../domain/keys/api-key.ts';
import type { Queryable } from './database.ts';
import { acquireBootstrapLock } from './open/bootstrap-lock.ts';
import { modeOf } from './tenant-scope.ts';

interface KeyRow {
  readonly id: string;
  readonly merchant: string;
  readonly livemode: boolean;
  readonly name: string;
  readonly scopes: string[];
  readonly cidrs: string[];
  readonly expires_at: number | null;
  readonly created_at: number;
  readonly last_used_at: number | null;
  readonly revoked_at: number | null;
  readonly created_by: string | null;
  readonly revoked_by: string | null;
}

type FoundRow = KeyRow & { readonly hash: string; readonly secret_expires_at: number | null };

/** The channel on which PostgreSQL notifies listening servers when a key was changed. */
export const KEYS_CHANGED = 'upsertd_keys_changed';

/** Is part of every statement that changes a key. Servers that do not listen compare the revision. */
const NOTIFY_SERVERS = `notified AS (
  UPDATE api_key_revision SET revision = revision + 1 RETURNING pg_notify('${KEYS_CHANGED}', ''))`;

const ADD = `WITH ${NOTIFY_SERVERS}, added AS (
    INSERT INTO api_keys (id, merchant, livemode, name, scopes, cidrs, expires_at, created_at, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))
  INSERT INTO api_key_secrets (hash, api_key) VALUES ($10, $1)`;

const FIND = `SELECT k.*, s.hash, s.expires_at AS secret_expires_at
  FROM api_key_secrets s JOIN api_keys k ON k.id = s.api_key WHERE s.hash = $1`;

const REVOKE = `WITH ${NOTIFY_SERVERS}
  UPDATE api_keys SET revoked_at = coalesce(revoked_at, $2),
    revoked_by = CASE WHEN revoked_at IS NULL THEN $3 ELSE revoked_by END
  WHERE id = $1 RETURNING id`;

const ROTATE = `WITH ${NOTIFY_SERVERS}, ended AS (
    UPDATE api_key_secrets SET expires_at = $3
    WHERE api_key = $1 AND (expires_at IS NULL OR expires_at > $3))
  INSERT INTO api_key_secrets (hash, api_key) SELECT $2, id FROM api_keys WHERE id = $1 RETURNING hash`;

/** Two servers that update the same keys in a different order can deadlock; then the database runs it again. */
const RECORD_USES = `UPDATE api_keys k SET last_used_at = greatest(x.used_at, k.last_used_at)
  FROM json_to_recordset($1) AS x (id text, used_at bigint) WHERE k.id = x.id`;

/** API keys and the hashes of their secrets, read and changed by statements of one connection or transaction. */
export class KeyTable {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  async add(key: ApiKey, hash: string): Promise<void> {
    const { id, merchantId, mode, name, scopes, cidrs, expiresAt = null, createdAt, createdBy = null } = key;
    const limits = [scopes, cidrs, expiresAt];
    await this.#database.query(ADD, [
      ...[id, merchantId, mode === 'live', name],
      ...limits,
      ...[createdAt, createdBy, hash],
    ]);
  }

  /** Adds the key if there is none yet, within a transaction. Others wait for its end. @returns whether it was added. */
  async addFirst(key: ApiKey, hash: string): Promise<boolean> {
    await acquireBootstrapLock(this.#database);
    if ((await this.#database.query('SELECT FROM api_keys LIMIT 1')).length > 0) return false;
    await this.add(key, hash);
    return true;
  }

  async find(hash: string): Promise<FoundKey | undefined> {
    const [row] = await this.#database.query<FoundRow>(FIND, [hash]);
    return (
      row && {
        key: readKey(row),
        hash: row.hash,
        ...(row.secret_expires_at !== null && { secretExpiresAt: row.secret_expires_at }),
      }
    );
  }

  /** A number that changes when a key is changed. */
  async revision(): Promise<number> {
    const [row] = await this.#database.query<{ revision: number }>('SELECT revision FROM api_key_revision');
    return row?.revision ?? 0;
  }

  async get(id: string): Promise<ApiKey | undefined> {
    const [row] = await this.#database.query<KeyRow>('SELECT * FROM api_keys WHERE id = $1', [id]);
    return row && readKey(row);
  }

  async list(): Promise<ApiKey[]> {
    const rows = await this.#database.query<KeyRow>(
      'SELECT * FROM api_keys ORDER BY created_at, id COLLATE "C"',
    );
    return rows.map(readKey);
  }

  /** @returns whether the key exists. */
  async revoke(id: string, now: number, by?: string): Promise<boolean> {
    return (await this.#database.query(REVOKE, [id, now, by ?? null])).length > 0;
  }

  /** Adds a secret, and ends the former ones, unless they end earlier. @returns whether the key exists. */
  async rotate(id: string, hash: string, oldEnds: number): Promise<boolean> {
    return (await this.#database.query(ROTATE, [id, hash, oldEnds])).length > 0;
  }

  async recordUses(uses: ReadonlyMap<string, number>): Promise<void> {
    const rows = Array.from(uses, ([id, used_at]) => ({ id, used_at }));
    await this.#database.query(RECORD_USES, [JSON.stringify(rows)]);
  }
}

function readKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    merchantId: row.merchant,
    mode: modeOf(row.livemode),
    name: row.name,
    scopes: row.scopes,
    cidrs: row.cidrs,
    createdAt: row.created_at,
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
    ...(row.created_by !== null && { createdBy: row.created_by }),
    ...(row.revoked_by !== null && { revokedBy: row.revoked_by }),
  };
}
