import type { ExportedKey } from '../../../domain/store/database-export.ts';
import type { Queryable } from '../database.ts';
import { KeyTable } from '../key-table.ts';

interface SecretRow {
  readonly api_key: string;
  readonly hash: string;
  readonly expires_at: number | null;
}

/** Lists all keys with their secrets, in the order of their ids. */
export async function listExportedKeys(database: Queryable): Promise<ExportedKey[]> {
  const secrets = await database.query<SecretRow>('SELECT * FROM api_key_secrets ORDER BY hash COLLATE "C"');
  const keys = await new KeyTable(database).list();
  return keys
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((key) => ({
      key,
      secrets: secrets
        .filter(({ api_key }) => api_key === key.id)
        .map(({ hash, expires_at }) => ({ hash, ...(expires_at !== null && { expiresAt: expires_at }) })),
    }));
}

const SET_STATE = 'UPDATE api_keys SET last_used_at = $2, revoked_at = $3, revoked_by = $4 WHERE id = $1';
const ADD_SECRETS = `INSERT INTO api_key_secrets (hash, api_key, expires_at)
  SELECT x.hash, $1, x."expiresAt" FROM json_to_recordset($2) AS x (hash text, "expiresAt" bigint)
  ON CONFLICT (hash) DO UPDATE SET expires_at = excluded.expires_at`;

/** Adds a key with all its secrets and its state. The caller has begun the transaction. */
export async function addExportedKey(within: Queryable, { key, secrets }: ExportedKey): Promise<void> {
  const [first] = secrets;
  if (!first) throw new Error('An exported key has no secret.');
  await new KeyTable(within).add(key, first.hash);
  await within.query(ADD_SECRETS, [key.id, JSON.stringify(secrets)]);
  await within.query(SET_STATE, [key.id, key.lastUsedAt, key.revokedAt, key.revokedBy]);
}
