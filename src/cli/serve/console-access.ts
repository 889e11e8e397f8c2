import { isInRanges } from '../../domain/keys/address-ranges.ts';
import { makeToken } from '../../http/console/sessions.ts';
import type { ServeOptions } from './serve-options.ts';

/** Whether the console is on, and the token that opens it. */
export type ConsoleAccess =
  | { readonly kind: 'off' }
  /** The console is off until the operator sets a token. */
  | { readonly kind: 'needs_token'; readonly host: string }
  | { readonly kind: 'on'; readonly token: string; readonly isGenerated: boolean };

/** Decides whether the console is on. If other machines can reach the server, the operator must choose the token. */
export function decideConsole({ console, consoleToken, host }: ServeOptions): ConsoleAccess {
  if (!console) return { kind: 'off' };
  if (consoleToken !== undefined) return { kind: 'on', token: consoleToken, isGenerated: false };
  if (!isLoopback(host)) return { kind: 'needs_token', host };
  return { kind: 'on', token: makeToken(), isGenerated: true };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || isInRanges(host, ['127.0.0.0/8', '::1']);
}
