import type { ConsoleServices } from './console-services.ts';
import type { Session } from './sessions.ts';

/** A request of a signed-in browser for a page, or with a form. */
export interface PageRequest {
  readonly services: ConsoleServices;
  readonly session: Session;
  /** The address of the browser, such as `203.0.113.5`. */
  readonly address: string;
  /** The id in the path; empty if the path has none. */
  readonly id: string;
  /** The URL with which the browser reaches the server, without a slash at the end. */
  readonly origin: string;
  /** The query as the browser sent it, not validated. */
  readonly query: Readonly<Record<string, unknown>>;
  /** The fields of the form as the browser sent them, not validated. */
  readonly form: Readonly<Record<string, unknown>>;
}

/** Names the operator of a form for the records of API keys. A session has no user, so the address must suffice. */
export function consoleUser({ address }: PageRequest): string {
  return `console at ${address}`;
}

/** Reads a text of a form or a query, without the spaces around it. Returns an empty text if there is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** Reads all texts that have the same name. */
export function textsOf(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}

/** Reads a whole number of at least 0. Returns 0 if the value is not such a number. */
export function readCount(value: unknown): number {
  const text = textOf(value);
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
