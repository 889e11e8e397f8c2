import { type DeclaredResponse, type Operation, responseFor } from '../contract/operations.ts';
import { invalidFields } from '../domain/problem.ts';

/** What a client asks of the mock by `Prefer` (RFC 7240): a status, one of its examples, or invented values. */
export interface Preference {
  readonly status: number;
  readonly example?: string;
  readonly isDynamic?: boolean;
}

/**
 * Reads `Prefer: code=409, example=conflict, dynamic=true`. Preferences of others are passed over, as the RFC asks.
 *
 * @throws Problem invalid_request when the operation declares no such status or example.
 */
export function readPreference(operation: Operation, header: string | undefined): Preference {
  const asked = new Map((header ?? '').split(',').map(splitPair));
  const code = asked.get('code');
  const example = asked.get('example');
  const dynamic = asked.get('dynamic');
  const status = code === undefined ? usualStatus(operation, example) : readStatus(operation, code);
  if (example !== undefined) refuseUnknownExample(operation, status, example);
  return {
    status,
    ...(example !== undefined && { example }),
    ...(dynamic !== undefined && { isDynamic: dynamic === 'true' }),
  };
}

/** Where an example of that name is declared, or else the success that a first request has. */
function usualStatus({ responses }: Operation, example: string | undefined): number {
  const holding = Object.keys(responses).find(
    (status) => example !== undefined && example in examplesOf(responses[status]),
  );
  return Number(holding ?? ('201' in responses ? 201 : 200));
}

function splitPair(pair: string): [string, string] {
  const [name = '', value = 'true'] = pair.split('=').map((part) => part.trim());
  return [name.toLowerCase(), value.replace(/^"(.*)"$/, '$1')];
}

function readStatus({ id, responses }: Operation, code: string): number {
  const isDeclared = code in responses || ('default' in responses && /^[45]\d\d$/.test(code));
  if (isDeclared && code !== 'default') return Number(code);
  throw refused(`code must be one that ${id} declares: ${Object.keys(responses).join(', ')}`);
}

function refuseUnknownExample(operation: Operation, status: number, example: string): void {
  const names = Object.keys(examplesOf(responseFor(operation, status)));
  if (names.includes(example)) return;
  throw refused(
    `example must be one of ${operation.id} for ${status}: ${names.join(', ') || 'there are none'}`,
  );
}

function examplesOf(response: DeclaredResponse | undefined): object {
  return response?.content?.examples ?? {};
}

function refused(reason: string) {
  return invalidFields({ Prefer: [reason] });
}
