import type { Secret } from '../../domain/keys/key-gate.ts';
import { LINK_MS } from '../../http/console/sessions.ts';
import { shellWord } from '../../platform/quote-for-shell.ts';
import type { RunningServer } from '../../server/create-server.ts';
import { showUrl } from '../../storage/show-url.ts';
import { DEFAULT_DATABASE } from '../config/environment.ts';
import type { ConsoleAccess, ConsoleOn } from './console-access.ts';
import type { ServeOptions } from './serve-options.ts';

/** The text that `serve` prints when it is ready; with an API key, it includes a command that stores a customer. */
export function welcome(url: string, database: string, secret?: Secret): string[] {
  const lines = [`upsertd serves ${showUrl(database)} at ${url}/v2`];
  if (!secret) {
    const where = database === DEFAULT_DATABASE ? '' : ` --database ${shellWord(showUrl(database))}`;
    return [...lines, `Make a key with: upsertd keys create --mode sandbox --name "my key"${where}`];
  }
  return [
    ...lines,
    '',
    `Your sandbox key: ${secret}`,
    'Store a customer:',
    '',
    `curl -i -X PUT "${url}/v2/customers/external/practicehub/PAT-12345" -H "x-api-key: ${secret}" -H "Content-Type: application/json" -d '{ "email": "customer@example.com" }'`,
    '',
  ];
}

/** Lists the URLs of the pages. */
export function showPages(
  { url, metricsUrl }: Pick<RunningServer, 'url' | 'metricsUrl'>,
  hasDocs: boolean,
  access: ConsoleAccess,
): string[] {
  return [
    ...(hasDocs ? [`Reference: ${url}/docs`] : []),
    ...showConsole(url, access),
    ...(metricsUrl === undefined ? [] : [`Metrics: ${metricsUrl}/metrics`]),
  ];
}

/** Names each option that has no effect beside another one. */
export function showIneffective({
  sharedEmails,
  emailMatch,
}: Pick<ServeOptions, 'sharedEmails' | 'emailMatch'>): string[] {
  return sharedEmails === 'allow' && emailMatch === 'refuse'
    ? ['--email-match refuse has no effect with --shared-emails allow: an email then matches no customer.']
    : [];
}

function showConsole(url: string, access: ConsoleAccess): string[] {
  switch (access.kind) {
    case 'off':
      return [];
    case 'needs_token':
      return [
        `Console: off, because other machines can reach ${access.host}. Set UPSERTD_CONSOLE_TOKEN to turn it on.`,
      ];
    case 'on':
      return [`Console: ${url}/console (sign in with ${tokenText(access)})`, ...showLink(url, access)];
  }
}

function tokenText({ from, token }: ConsoleOn): string {
  if (from === 'start') return token;
  return from === 'file' ? 'the token in the file of --console-token-file' : 'the token you gave';
}

function showLink(url: string, { linkToken }: ConsoleOn): string[] {
  const minutes = LINK_MS / 60_000;
  return linkToken === undefined
    ? []
    : [`Sign-in link, valid once and for ${minutes} minutes: ${url}/console/sign-in?once=${linkToken}`];
}
