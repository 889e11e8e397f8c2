import type { Secret } from '../domain/api-key.ts';

/** What `serve` says when it is ready; with a secret, a line to paste that stores a customer. */
export function welcome(url: string, database: string, secret?: Secret): string[] {
  const lines = [`upsertd serves ${database} at ${url}/v2`];
  if (!secret) return [...lines, 'Make a key with: upsertd keys create --mode sandbox --name "my key"'];
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
