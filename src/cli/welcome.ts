import type { Secret } from '../domain/api-key.ts';
import { DEFAULT_DATABASE } from './config.ts';

/** What `serve` says when it is ready; with a secret, a line to paste that stores a customer. */
export function welcome(url: string, database: string, secret?: Secret): string[] {
  const lines = [`upsertd serves ${database} at ${url}/v2`];
  if (!secret) {
    const where = database === DEFAULT_DATABASE ? '' : ` --database ${quote(database)}`;
    return [...lines, `Make a key with: upsertd keys create --mode sandbox --name "my key"${where}`];
  }
  return [
    ...lines,
    '',
    `Your sandbox key: ${secret}`,
    'Store a customer:',
    '',
    `curl -X PUT "${url}/v2/customers/external/practicehub/PAT-12345" -H "x-api-key: ${secret}" -H "Content-Type: application/json" -d '{ "email": "customer@example.com" }'`,
    '',
  ];
}

/** For a shell. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
