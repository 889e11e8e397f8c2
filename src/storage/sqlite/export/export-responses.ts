import type Database from 'better-sqlite3';
import { responseInserter } from '../response-table.ts';
import type { ExportTable } from './export-table.ts';

interface ResponseRow {
  readonly claim: string;
  readonly fingerprint: string;
  readonly status: number;
  readonly headers: string;
  readonly body: Buffer;
  readonly expires_at: number;
}

/** Exports stored responses in the order of their column `claim`, which contains the Idempotency-Key. */
export function responseExport(database: Database.Database): ExportTable<'answers'> {
  const rows = database.prepare<unknown[], ResponseRow>(
    'SELECT * FROM kept_answers WHERE tenant = ? AND claim > ? ORDER BY claim LIMIT ?',
  );
  const last = database
    .prepare<unknown[], string | null>('SELECT max(claim) FROM kept_answers WHERE tenant = ?')
    .pluck();
  const insert = responseInserter(database);
  return {
    read: (scope, { after = '', limit }) =>
      rows
        .all(scope.tenant, after, limit)
        .map(({ claim, fingerprint, status, headers, body, expires_at }) => ({
          claim,
          fingerprint,
          expiresAt: expires_at,
          response: { status, headers: JSON.parse(headers), body: body.toString() },
        })),
    write: (scope, responses) => {
      for (const { claim, ...stored } of responses) insert(scope, { id: claim, ...stored });
    },
    last: (scope) => last.get(scope.tenant) ?? undefined,
  };
}
