import pg from 'pg';
import { DatabaseOpenError } from '../../../domain/database-open-error.ts';

/** What a SQLSTATE or the system's error code means when a database was to be opened. */
const REASONS: readonly [codes: RegExp, why: (place: string) => string][] = [
  [/^28/, (place) => `${place} refuses this user or its password; check both.`],
  [/^3D000/, (place) => `${place} has no database of this name; make it with createdb, or name another one.`],
  [
    /^42501/,
    (place) =>
      `${place} does not let this user make tables or extensions; let its owner start upsertd once, or GRANT CREATE on the database and its schema.`,
  ],
  [
    /^(0A000|58P01|42704)/,
    (place) => `${place} lacks the extension pg_trgm or btree_gin; install PostgreSQL's contrib modules.`,
  ],
  [/^53300/, (place) => `${place} has no connection left; raise max_connections, or use a pooler.`],
  [/^57P03/, (place) => `${place} is starting or stopping; try again in a moment.`],
  [
    /^(ECONN|ENOENT|EHOST|ENET|ETIMEDOUT|EACCES|ENOTFOUND|EAI_AGAIN)/,
    (place) => `${place} cannot be reached; check that PostgreSQL runs there, and the address.`,
  ],
];

/** An error that came when a database was opened, in one sentence that tells neither its password nor any data. */
export function toOpenError(error: unknown, place: string): DatabaseOpenError {
  if (error instanceof DatabaseOpenError) return error;
  const [first] = error instanceof AggregateError ? error.errors : [error];
  const { code = '', message } = first as { code?: string; message: string };
  const [, why] = REASONS.find(([codes]) => codes.test(code)) ?? [];
  if (why) return new DatabaseOpenError(why(place));
  // The driver's own words are about the connection; the server's may quote what it was sent.
  const described = error instanceof pg.DatabaseError ? `error ${code}` : message;
  return new DatabaseOpenError(`${place} cannot be used: ${described}`);
}

/** Where a URL leads, without user and password: `PostgreSQL at db.example.com:5432/upsertd`. */
export function placeOf(url: string): string {
  const { host, hostname, pathname, searchParams } = new URL(url);
  const where = searchParams.get('host') ?? (hostname === '' ? 'localhost' : host);
  return `PostgreSQL at ${where}${pathname === '/' ? '' : pathname}`;
}
