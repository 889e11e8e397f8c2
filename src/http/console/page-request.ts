import { html } from '../pages/html.ts';
import type { ConsoleServices } from './console-services.ts';
import { layout } from './layout.ts';
import type { Session } from './sessions.ts';

/** One look at a page, or one form sent from it. */
export interface PageRequest {
  readonly services: ConsoleServices;
  readonly session: Session;
  /** What the path names. */
  readonly id: string;
  /** What came from the browser, not checked. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly form: Readonly<Record<string, unknown>>;
}

/** Thrown to end a visit with another page than the one that was asked for. */
export class PageResponse extends Error {
  readonly status: number;
  readonly page: string;
  /** Where the browser is sent instead. */
  readonly to: string | undefined;

  constructor(end: { readonly status: number; readonly page: string } | { readonly to: string }) {
    super('The visit ends.');
    this.status = 'to' in end ? 303 : end.status;
    this.page = 'to' in end ? '' : end.page;
    this.to = 'to' in end ? end.to : undefined;
  }
}

export function redirect(path: string): PageResponse {
  return new PageResponse({ to: path });
}

export function notFound({ session }: PageRequest, what: string): PageResponse {
  const body = html`<h1>Not here</h1><p>${what}</p>`;
  return new PageResponse({ status: 404, page: layout({ title: 'Not here', session, body }) });
}

/** A text of a form or a query, trimmed; empty when it is not there. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** All texts under one name. */
export function textsOf(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}

/** A whole number from 0 on; 0 when it is none. */
export function countOf(value: unknown): number {
  const text = textOf(value);
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
