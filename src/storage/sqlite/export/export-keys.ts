import type Database from 'better-sqlite3';
import type { ExportedKey } from '../../../domain/store/database-export.ts';
import type { KeyTable } from '../key-store.ts';

interface SecretRow {
  readonly hash: string;
  readonly expires_at: number | null;
}

/** Lists all keys with their secrets, in the order of their ids. */
export function listExportedKeys(database: Database.Database, keys: KeyTable): ExportedKey[] {
  const secrets = database.prepare<[string], SecretRow>(
    'SELECT hash, expires_at FROM api_key_secrets WHERE api_key = ? ORDER BY hash',
  );
  return keys
    .list()
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((key) => ({
      key,
      secrets: secrets
        .all(key.id)
        .map(({ hash, expires_at }) => ({ hash, ...(expires_at !== null && { expiresAt: expires_at }) })),
    }));
}

/** Adds a key with all its secrets and its state. The caller has begun the transaction. */
export function addExportedKey(database: Database.Database, keys: KeyTable, exported: ExportedKey): void {
  const { key, secrets } = exported;
  const [first, ...others] = secrets;
  if (!first) throw new Error('An exported key has no secret.');
  keys.add(key, first.hash);
  const addSecret = database.prepare('INSERT INTO api_key_secrets (hash, api_key) VALUES (?, ?)');
  for (const { hash } of others) addSecret.run(hash, key.id);
  const setExpiry = database.prepare('UPDATE api_key_secrets SET expires_at = ? WHERE hash = ?');
  for (const { hash, expiresAt } of secrets) if (expiresAt !== undefined) setExpiry.run(expiresAt, hash);
  if (key.revokedAt !== undefined) keys.revoke(key.id, key.revokedAt, key.revokedBy);
  if (key.lastUsedAt !== undefined) keys.recordUses(new Map([[key.id, key.lastUsedAt]]));
}
