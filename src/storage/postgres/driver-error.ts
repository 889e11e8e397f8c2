import pg from 'pg';
import { Problem, unavailable } from '../../domain/problem.ts';

/**
 * SQLSTATEs of causes that may pass: a lost connection, no room or memory, a stopping or promoted server, a time-out, a
 * conflict with another writer, a failing disk.
 */
const TRANSIENT = /^(08|53|57|58|40001|40P01|25006|25P0[34]|55P03)/;

/** What the system says of a connection that is gone or cannot be had. */
const UNREACHABLE =
  /^(ECONN|EPIPE|ENOENT|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_AGAIN|EACCES|EADDRNOTAVAIL|EMFILE|ENFILE)/;

/** What the driver says of its own accord, without a code. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|timeout exceeded|Query read timeout|Cannot use a pool after|This socket has been ended|The server does not support SSL)/;

/** Whether the same statement may pass later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return TRANSIENT.test(error.code ?? '');
  if (error instanceof AggregateError) return error.errors.every(isTransient);
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (typeof code === 'string' && UNREACHABLE.test(code)) || LOST.test(String(message));
}

/** Whether two writers met in a way that only trying again solves. */
export function isConflict(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(40001|40P01)$/.test(error.code ?? '');
}

/** PostgreSQL refused a statement. Without its own words, which may quote what was stored. */
export class RefusedStatement extends Error {
  /** The SQLSTATE. */
  readonly code: string;

  constructor({ code = '', constraint, table }: pg.DatabaseError) {
    super(`PostgreSQL refused a statement (${[code, table, constraint].filter(Boolean).join(', ')}).`);
    this.name = 'RefusedStatement';
    this.code = code;
  }
}

/** A driver's error in the port's words: Problem unavailable where the cause may pass, else that it was refused. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const described = error instanceof pg.DatabaseError ? new RefusedStatement(error) : error;
  if (!isTransient(error)) return described;
  const problem = unavailable();
  problem.cause = described;
  return problem;
}
