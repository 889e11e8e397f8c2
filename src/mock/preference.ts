import { type DeclaredResponse, type Operation, responseFor } from '../contract/operations.ts';
import { invalidFields } from '../domain/problem.ts';

/** The preferences of a `Prefer` header (RFC 7240): a status, one of its examples, or generated values. */
export interface Preference {
  readonly status: number;
  readonly example?: string;
  readonly isDynamic?: boolean;
  /** The seed of generated values; the same seed gives the same values. */
  readonly seed?: string;
}

/**
 * Parses `Prefer: code=409, example=conflict, dynamic=true, seed=7`. It ignores unknown preferences, as the RFC requires.
 *
 * @throws Problem invalid_request if the operation declares no such status or example.
 */
export function readPreference(operation: Operation, header = ''): Preference {
  const pairs = readPairs(header);
  const code = pairs.get('code');
  const example = pairs.get('example');
  const dynamic = pairs.get('dynamic');
  const seed = pairs.get('seed');
  const status = code === undefined ? usualStatus(operation, example) : readStatus(operation, code);
  if (example !== undefined) refuseUnknownExample(operation, status, example);
  return {
    status,
    ...(example !== undefined && { example }),
    ...(dynamic !== undefined && { isDynamic: readSwitch(dynamic) }),
    ...(seed !== undefined && { seed }),
  };
}

/** Parses name and value of each preference. The first of two equal names counts, and parameters are ignored (RFC 7240 2). */
function readPairs(header: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const text of header.split(',')) {
    const [name = '', value = 'true'] = (text.split(';')[0] ?? '').split('=').map((part) => part.trim());
    const key = name.toLowerCase();
    if (!pairs.has(key)) pairs.set(key, value.replace(/^"(.*)"$/, '$1'));
  }
  return pairs;
}

/** Returns the status that declares an example of that name, or else the status of a first successful request. */
function usualStatus({ responses }: Operation, example: string | undefined): number {
  const holding = Object.keys(responses).find(
    (status) => example !== undefined && Object.hasOwn(examplesOf(responses[status]), example),
  );
  if (holding === 'default') return ANY_REFUSAL;
  return Number(holding ?? ('201' in responses ? 201 : 200));
}

/** The status of an example that the spec declares for `default`. */
const ANY_REFUSAL = 405;

function readStatus({ id, responses }: Operation, code: string): number {
  const own = Object.keys(responses).filter((status) => status !== 'default');
  if (own.includes(code) || ('default' in responses && /^[45]\d\d$/.test(code))) return Number(code);
  throw invalidPreference(
    `code must be one that ${id} declares: ${own.join(', ')}, or another from 400 to 599`,
  );
}

function refuseUnknownExample(operation: Operation, status: number, example: string): void {
  const names = Object.keys(examplesOf(responseFor(operation, status)));
  if (names.includes(example)) return;
  throw invalidPreference(
    `example must be one of ${operation.id} for ${status}: ${names.join(', ') || 'there are none'}`,
  );
}

function readSwitch(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalidPreference('dynamic must be true or false');
}

function examplesOf(response: DeclaredResponse | undefined): object {
  return response?.content?.examples ?? {};
}

function invalidPreference(reason: string) {
  return invalidFields({ Prefer: [reason] });
}
