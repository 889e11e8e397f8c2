import pg from 'pg';
import { Problem, unavailable } from '../../domain/problem.ts';
import { DatabaseOpenError } from '../../domain/store/database-open-error.ts';

/**
 * SQLSTATEs with temporary causes: a lost connection, too little space or memory, a stopping or promoted server, a
 * time-out, a conflict with another writer, a failing disk.
 */
const TRANSIENT = /^(08|53|57|58|40001|40P01|25006|25P0[34]|55P03)/;

/** The system's error codes for a connection that is lost or cannot be opened. */
const UNREACHABLE =
  /^(ECONN|EPIPE|ENOENT|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_AGAIN|EACCES|EADDRNOTAVAIL|EMFILE|ENFILE)/;

/** Messages of the driver for a lost connection, which have no code. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|timeout exceeded|Query read timeout|Cannot use a pool after|This socket has been ended|The server does not support SSL)/;

/** Whether the same statement can succeed later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return TRANSIENT.test(error.code ?? '');
  if (error instanceof AggregateError) return error.errors.every(isTransient);
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (typeof code === 'string' && UNREACHABLE.test(code)) || LOST.test(String(message));
}

/** Whether two writers conflicted, so that the statement or transaction must run again. */
export function isConflict(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(40001|40P01)$/.test(error.code ?? '');
}

/** PostgreSQL rejected a statement. The message omits PostgreSQL's message, which can quote stored data. */
export class RefusedStatement extends Error {
  /** The SQLSTATE. */
  readonly code: string;

  constructor({ code = '', constraint, table }: pg.DatabaseError) {
    super(`PostgreSQL refused a statement (${[code, table, constraint].filter(Boolean).join(', ')}).`);
    this.name = 'RefusedStatement';
    this.code = code;
  }
}

/** Converts an error of the driver: to Problem unavailable if its cause is temporary, else to RefusedStatement. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const described = error instanceof pg.DatabaseError ? new RefusedStatement(error) : error;
  if (!isTransient(error)) return described;
  const problem = unavailable();
  problem.cause = described;
  return problem;
}

/** The sentence for each SQLSTATE or system error code that can occur while a database is opened. */
const OPEN_ERRORS: readonly [codes: RegExp, describe: (place: string) => string][] = [
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

/** Describes an error that occurred while a database was opened, in one sentence without its password and data. */
export function toOpenError(error: unknown, place: string): DatabaseOpenError {
  if (error instanceof DatabaseOpenError) return error;
  const [first] = error instanceof AggregateError ? error.errors : [error];
  const { code = '', message } = first as { code?: string; message: string };
  const [, describe] = OPEN_ERRORS.find(([codes]) => codes.test(code)) ?? [];
  if (describe) return new DatabaseOpenError(describe(place));
  // The driver's messages describe the connection; the server's messages can quote a statement.
  const described = error instanceof pg.DatabaseError ? `error ${code}` : message;
  return new DatabaseOpenError(`${place} cannot be used: ${described}`);
}

/** Shows the server and database of a URL without user and password: `PostgreSQL at db.example.com:5432/upsertd`. */
export function placeOf(url: string): string {
  const { host, hostname, pathname, searchParams } = new URL(url);
  const address = searchParams.get('host') ?? (hostname === '' ? 'localhost' : host);
  return `PostgreSQL at ${address}${pathname === '/' ? '' : pathname}`;
}
