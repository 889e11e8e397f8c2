import { isInRanges } from '../../domain/address-ranges.ts';
import { makeToken } from '../../http/console/sessions.ts';
import type { ServeOptions } from './serve-options.ts';

/** Whether there is a console, and what opens it. */
export type ConsoleAccess =
  | { readonly kind: 'off' }
  /** There would be one if a token had been given. */
  | { readonly kind: 'needs_token'; readonly host: string }
  | { readonly kind: 'on'; readonly token: string; readonly isMade: boolean };

/** Where others can reach the server, a console is only there for an operator who has chosen its token. */
export function decideConsole({ console, consoleToken, host }: ServeOptions): ConsoleAccess {
  if (!console) return { kind: 'off' };
  if (consoleToken !== undefined) return { kind: 'on', token: consoleToken, isMade: false };
  if (!isLoopback(host)) return { kind: 'needs_token', host };
  return { kind: 'on', token: makeToken(), isMade: true };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || isInRanges(host, ['127.0.0.0/8', '::1']);
}
