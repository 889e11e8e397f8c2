import { type DeclaredResponse, type Operation, responseFor } from '../contract/operations.ts';
import { invalidFields } from '../domain/problem.ts';

/** What a client asks of the mock by `Prefer` (RFC 7240): a status, one of its examples, or invented values. */
export interface Preference {
  readonly status: number;
  readonly example?: string;
  readonly isDynamic?: boolean;
  /** What invented values follow from: the same seed gives the same values. */
  readonly seed?: string;
}

/**
 * Reads `Prefer: code=409, example=conflict, dynamic=true, seed=7`. Preferences of others are passed over, as the RFC
 * asks.
 *
 * @throws Problem invalid_request when the operation declares no such status or example.
 */
export function readPreference(operation: Operation, header = ''): Preference {
  const asked = readPairs(header);
  const code = asked.get('code');
  const example = asked.get('example');
  const dynamic = asked.get('dynamic');
  const seed = asked.get('seed');
  const status = code === undefined ? usualStatus(operation, example) : readStatus(operation, code);
  if (example !== undefined) refuseUnknownExample(operation, status, example);
  return {
    status,
    ...(example !== undefined && { example }),
    ...(dynamic !== undefined && { isDynamic: readSwitch(dynamic) }),
    ...(seed !== undefined && { seed }),
  };
}

/** Of two preferences with one name the first counts, and what follows a semicolon is none of them (RFC 7240 2). */
function readPairs(header: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const text of header.split(',')) {
    const [name = '', value = 'true'] = (text.split(';')[0] ?? '').split('=').map((part) => part.trim());
    const key = name.toLowerCase();
    if (!pairs.has(key)) pairs.set(key, value.replace(/^"(.*)"$/, '$1'));
  }
  return pairs;
}

/** Where an example of that name is declared, or else the success that a first request has. */
function usualStatus({ responses }: Operation, example: string | undefined): number {
  const holding = Object.keys(responses).find(
    (status) => example !== undefined && Object.hasOwn(examplesOf(responses[status]), example),
  );
  if (holding === 'default') return ANY_REFUSAL;
  return Number(holding ?? ('201' in responses ? 201 : 200));
}

/** The status of an example that is declared for every refusal without one of its own. */
const ANY_REFUSAL = 405;

function readStatus({ id, responses }: Operation, code: string): number {
  const own = Object.keys(responses).filter((status) => status !== 'default');
  if (own.includes(code) || ('default' in responses && /^[45]\d\d$/.test(code))) return Number(code);
  throw refused(`code must be one that ${id} declares: ${own.join(', ')}, or another from 400 to 599`);
}

function refuseUnknownExample(operation: Operation, status: number, example: string): void {
  const names = Object.keys(examplesOf(responseFor(operation, status)));
  if (names.includes(example)) return;
  throw refused(
    `example must be one of ${operation.id} for ${status}: ${names.join(', ') || 'there are none'}`,
  );
}

function readSwitch(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw refused('dynamic must be true or false');
}

function examplesOf(response: DeclaredResponse | undefined): object {
  return response?.content?.examples ?? {};
}

function refused(reason: string) {
  return invalidFields({ Prefer: [reason] });
}
