import type { ApiKey, FoundKey } from '../../domain/api-key.ts';
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
}

type FoundRow = KeyRow & { readonly hash: string; readonly secret_expires_at: number | null };

/** Servers hear of it at once where they listen, and else when they next compare the revision. */
export const KEYS_CHANGED = 'upsertd_keys_changed';

/** Goes with every change of a key, in its statement. */
const TELL_OTHERS = `told AS (
  UPDATE api_key_revision SET revision = revision + 1 RETURNING pg_notify('${KEYS_CHANGED}', ''))`;

/** Moves whenever a key is changed. */
export async function keyRevision(database: Queryable): Promise<number> {
  const [row] = await database.query<{ revision: number }>('SELECT revision FROM api_key_revision');
  return row?.revision ?? 0;
}

const ADD = `WITH ${TELL_OTHERS}, added AS (
    INSERT INTO api_keys (id, merchant, livemode, name, scopes, cidrs, expires_at, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))
  INSERT INTO api_key_secrets (hash, api_key) VALUES ($9, $1)`;

export async function addKey(database: Queryable, key: ApiKey, hash: string): Promise<void> {
  const { id, merchantId, mode, name, scopes, cidrs, expiresAt = null, createdAt } = key;
  const values = [id, merchantId, mode === 'live', name, scopes, cidrs, expiresAt, createdAt, hash];
  await database.query(ADD, values);
}

/** The caller holds the transaction, in which others who would add the first one wait. */
export async function addFirstKey(within: Queryable, key: ApiKey, hash: string): Promise<boolean> {
  await acquireBootstrapLock(within);
  if ((await within.query('SELECT FROM api_keys LIMIT 1')).length > 0) return false;
  await addKey(within, key, hash);
  return true;
}

const FIND = `SELECT k.*, s.hash, s.expires_at AS secret_expires_at
  FROM api_key_secrets s JOIN api_keys k ON k.id = s.api_key WHERE s.hash = $1`;

export async function findKey(database: Queryable, hash: string): Promise<FoundKey | undefined> {
  const [row] = await database.query<FoundRow>(FIND, [hash]);
  return (
    row && {
      key: readKey(row),
      hash: row.hash,
      ...(row.secret_expires_at !== null && { secretExpiresAt: row.secret_expires_at }),
    }
  );
}

export async function getKey(database: Queryable, id: string): Promise<ApiKey | undefined> {
  const [row] = await database.query<KeyRow>('SELECT * FROM api_keys WHERE id = $1', [id]);
  return row && readKey(row);
}

export async function listKeys(database: Queryable): Promise<ApiKey[]> {
  const rows = await database.query<KeyRow>('SELECT * FROM api_keys ORDER BY created_at, id COLLATE "C"');
  return rows.map(readKey);
}

const REVOKE = `WITH ${TELL_OTHERS}
  UPDATE api_keys SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1 RETURNING id`;

export async function revokeKey(database: Queryable, id: string, now: number): Promise<boolean> {
  return (await database.query(REVOKE, [id, now])).length > 0;
}

/** The former secrets end, unless they have ended before. */
const ROTATE = `WITH ${TELL_OTHERS}, ended AS (
    UPDATE api_key_secrets SET expires_at = $3
    WHERE api_key = $1 AND (expires_at IS NULL OR expires_at > $3))
  INSERT INTO api_key_secrets (hash, api_key) SELECT $2, id FROM api_keys WHERE id = $1 RETURNING hash`;

export async function rotateKey(
  database: Queryable,
  id: string,
  hash: string,
  oldEnds: number,
): Promise<boolean> {
  return (await database.query(ROTATE, [id, hash, oldEnds])).length > 0;
}

/** Two servers that touch the same keys in another order would wait for each other; then it is tried again. */
const TOUCH = `UPDATE api_keys k SET last_used_at = greatest(x.used_at, k.last_used_at)
  FROM json_to_recordset($1) AS x (id text, used_at bigint) WHERE k.id = x.id`;

export async function touchKeys(database: Queryable, uses: ReadonlyMap<string, number>): Promise<void> {
  await database.query(TOUCH, [JSON.stringify(Array.from(uses, ([id, used_at]) => ({ id, used_at })))]);
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
  };
}
