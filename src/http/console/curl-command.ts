import { quoteForShell } from '../../platform/quote-for-shell.ts';
import { html } from '../pages/html.ts';

/** The variable that a shell replaces by the API key, so that no page contains a key. */
const KEY_HEADER = '-H "x-api-key: $UPSERTD_API_KEY"';

export interface CurlRequest {
  readonly method: string;
  /** The URL of the server, without a slash at the end. */
  readonly origin: string;
  /** The path, which may contain names in braces for the reader to replace. */
  readonly path: string;
  /** The body as JSON, or `@FILE`. Default: no body. */
  readonly body?: string | undefined;
}

/** Returns a request as a command line for a POSIX shell. */
export function curlCommand({ method, origin, path, body }: CurlRequest): string {
  const parts = [
    'curl -i -g',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    quoteForShell(origin + path),
    KEY_HEADER,
  ];
  if (body !== undefined)
    parts.push('-H "Content-Type: application/json"', `--data-binary ${quoteForShell(body)}`);
  return parts.join(' ');
}

/** Renders a command with a copy button. */
export function curlBlock(command: string) {
  return html`<pre data-copy><code>${command}</code></pre>`;
}

/** Renders the command that stores a first customer. */
export function firstUpsert(origin: string) {
  const path = '/v2/customers/external/practicehub/PAT-12345';
  const body = '{ "email": "customer@example.com" }';
  return curlBlock(curlCommand({ method: 'PUT', origin, path, body }));
}
