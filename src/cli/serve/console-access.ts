import type { Option } from 'commander';
import { isInRanges } from '../../domain/keys/address-ranges.ts';
import { makeToken } from '../../http/console/sessions.ts';
import { usageError } from '../cli-error.ts';
import { option, secretOption } from '../config/environment.ts';
import { parseToken } from '../parse.ts';
import { readTokenFile } from './console-token-file.ts';

export interface ConsoleFlags {
  readonly console: boolean;
  readonly consoleToken?: string;
  readonly consoleTokenFile?: string;
}

export function consoleOptions(): Option[] {
  return [
    option('--no-console', 'do not serve the console at /console'),
    secretOption(
      '--console-token <text>',
      'token that opens the console, at least 16 characters (default: a new token at every start)',
    ).argParser(parseToken),
    option(
      '--console-token-file <file>',
      'file with the token that opens the console; serve creates the file with a new token if it does not exist (default: none)',
    ),
  ];
}

/** Whether the console is on, and the token that opens it. */
export type ConsoleAccess =
  | { readonly kind: 'off' }
  /** The console is off until the operator sets a token. */
  | { readonly kind: 'needs_token'; readonly host: string }
  | ConsoleOn;

export interface ConsoleOn {
  readonly kind: 'on';
  readonly token: string;
  readonly from: 'option' | 'file' | 'start';
  /** The token of a link that signs in once. Only servers that no other machine can reach have a link. */
  readonly linkToken: string | undefined;
}

/**
 * Decides whether the console is on. If other machines can reach the server, the operator must choose the token.
 *
 * @throws CliError if two options set the token, or the file of the token cannot be used.
 */
export function decideConsole({
  console,
  consoleToken,
  consoleTokenFile,
  host,
}: ConsoleFlags & { readonly host: string }): ConsoleAccess {
  if (!console) return { kind: 'off' };
  if (consoleToken !== undefined && consoleTokenFile !== undefined)
    throw usageError('--console-token and --console-token-file exclude each other. Set one of them.');
  const isLocal = isLoopback(host);
  const on = { kind: 'on', linkToken: isLocal ? makeToken() : undefined } as const;
  if (consoleToken !== undefined) return { ...on, token: consoleToken, from: 'option' };
  if (consoleTokenFile !== undefined) return { ...on, token: readTokenFile(consoleTokenFile), from: 'file' };
  return isLocal ? { ...on, token: makeToken(), from: 'start' } : { kind: 'needs_token', host };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || isInRanges(host, ['127.0.0.0/8', '::1']);
}
